package org.palpebra.training.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.palpebra.training.graph.Detour;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.ResNet;

/**
 * A training run in a Java virtual machine of its own, so that it can be killed and measured: a
 * narrow ResNet-18 learns to tell where noise is bright. Prints {@code training} when the first
 * batch is asked for, and after each epoch {@code epoch N RSS HEAP} with the memory in bytes.
 */
final class SmallRun {
  static final String TRAINING = "training";

  /** System property: whether the loss needs what is computed outside of the graph. */
  static final String DETOUR = "detour";

  private final int epochs;
  private final int stepsPerEpoch;
  private final int side;

  private SmallRun(int epochs, int stepsPerEpoch, int side) {
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.side = side;
  }

  /** Arguments: run folder, epochs, steps of an epoch, side of the images. */
  public static void main(String[] args) {
    SmallRun run =
        new SmallRun(
            Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    run.train(Path.of(args[0]));
  }

  /** Starts such a machine; what it prints can be read from the process. */
  static Process start(List<String> options, Path folder, int epochs, int stepsPerEpoch, int side)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SmallRun.class.getName());
    command.add(folder.toString());
    for (int number : new int[] {epochs, stepsPerEpoch, side}) {
      command.add(Integer.toString(number));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errorFile(folder).toFile());
    // One heap of the C library instead of one per thread, whose gaps would blur the resident size.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    return builder.start();
  }

  private static Path errorFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".stderr");
  }

  /** What the last machine of a run wrote to its standard error. */
  static String errors(Path folder) {
    try {
      return Files.readString(errorFile(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void train(Path folder) {
    TrainingPlan plan =
        new TrainingPlan(epochs, Noise.BATCH, 0.01, 0.1, 5, 0.01, 1, 0.95, 7, 2, 3)
            .withSchedule(Schedule.step(1, 0.8));
    Noise source = new Noise(stepsPerEpoch * Noise.BATCH, side);
    new Trainer(plan, source, SmallRun::loss, folder)
        .run(new Parameters(), (epoch, weights) -> report(epoch));
  }

  private static LossGraph.Loss loss(Net net, Map<String, Tensor> batch) {
    Tensor found = ResNet.resnet18().withWidth(2).outputs(net, batch.get("x"), 2);
    Tensor error = found.sub(batch.get("y"));
    Map<String, Tensor> metrics = Map.of("loss_absolute", error.abs().mean());
    if (!Boolean.getBoolean(DETOUR)) {
      return new LossGraph.Loss(error.square().mean(), metrics);
    }
    Tensor half = net.graph().input("half", ElementType.INT64, Noise.BATCH, 2);
    Tensor weighted = error.square().mul(half.cast(ElementType.FLOAT).add(1));
    return new LossGraph.Loss(weighted.mean(), metrics, new Detour(found, half, SmallRun::half));
  }

  /** 1 where a coordinate is found in the second half of the image, else 0. */
  private static LongBuffer half(float[] found) {
    LongBuffer halves =
        ByteBuffer.allocateDirect(found.length * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .asLongBuffer();
    for (float place : found) {
      halves.put(place > 0.5 ? 1 : 0);
    }
    return halves.flip();
  }

  private static void report(int epoch) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    System.out.println("epoch " + epoch + " " + residentBytes() + " " + heap);
  }

  /** Linux only; 0 elsewhere. */
  private static long residentBytes() {
    Path status = Path.of("/proc/self/status");
    try {
      if (!Files.exists(status)) {
        return 0;
      }
      String line =
          Files.readAllLines(status).stream().filter(l -> l.startsWith("VmRSS:")).findFirst().get();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Noisy images with a bright spot; the label is where. */
  private record Noise(int size, int side) implements BatchSource {
    static final int BATCH = 4;
    private static final AtomicBoolean ASKED = new AtomicBoolean();

    @Override
    public Map<String, Shape> shapes(int batchSize) {
      return Map.of("x", Shape.of(batchSize, 3, side, side), "y", Shape.of(batchSize, 2));
    }

    @Override
    public void fill(BatchPosition position, Map<String, FloatBuffer> batch) {
      if (!ASKED.getAndSet(true)) {
        System.out.println(TRAINING);
      }
      int[] examples = position.examples(size);
      for (int slot = 0; slot < examples.length; slot++) {
        SplittableRandom own = new SplittableRandom(examples[slot]);
        SplittableRandom noise = position.random(slot);
        double x = own.nextDouble();
        double y = own.nextDouble();
        for (int i = 0; i < 3 * side * side; i++) {
          double distance =
              Math.hypot(i % side - x * side, i / side % side - y * side) / (0.3 * side);
          batch.get("x").put((float) (Math.exp(-distance * distance) + 0.2 * noise.nextDouble()));
        }
        batch.get("y").put((float) x).put((float) y);
      }
    }
  }
}
