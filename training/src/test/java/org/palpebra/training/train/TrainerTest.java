package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.Safetensors;
import org.palpebra.onnx.Device;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;

class TrainerTest {
  private static final int SIZE = 24;
  private static final int BATCH = 8;

  @TempDir Path folder;

  /** Noisy 6×6 images; the label is the mean of their upper half. */
  private static final BatchSource SOURCE =
      new BatchSource() {
        @Override
        public int size() {
          return SIZE;
        }

        @Override
        public Map<String, Shape> shapes(int batchSize) {
          return Map.of("x", Shape.of(batchSize, 1, 6, 6), "y", Shape.of(batchSize, 1));
        }

        @Override
        public void fill(BatchPosition position, Map<String, FloatBuffer> batch) {
          int[] examples = position.examples(SIZE);
          for (int slot = 0; slot < examples.length; slot++) {
            SplittableRandom own = new SplittableRandom(examples[slot]);
            SplittableRandom noise = position.random(slot);
            double sum = 0;
            for (int i = 0; i < 36; i++) {
              double value = own.nextDouble();
              sum += i < 18 ? value / 18 : 0;
              batch.get("x").put((float) (value + 0.1 * noise.nextDouble()));
            }
            batch.get("y").put((float) sum);
          }
        }
      };

  private static LossGraph.Loss loss(Net net, Map<String, Tensor> batch) {
    Tensor y = net.convNorm("c", "b", batch.get("x"), 4, Window.square(3, 1, 1), true);
    Tensor error = net.linear("fc", y.flatten(), 1).sub(batch.get("y"));
    Tensor squared = error.square().mean();
    return new LossGraph.Loss(squared, Map.of("absolute", error.abs().mean()));
  }

  private static TrainingPlan plan(double rate) {
    return new TrainingPlan(4, BATCH, rate, 0.1, 2, 0.01, 1, 0.9, 5, 1, 2);
  }

  private Trainer trainer(String run, double rate) {
    return new Trainer(plan(rate), SOURCE, TrainerTest::loss, folder.resolve(run));
  }

  private static void assertSameBits(Parameters expected, Parameters actual) {
    assertFalse(expected.all().isEmpty());
    for (Parameters.Parameter parameter : expected.all()) {
      assertArrayEquals(
          parameter.values(), actual.get(parameter.name()).values(), parameter.name());
    }
  }

  @Test
  void aRunThatWasKilledEndsWithTheSameBits() throws IOException {
    Parameters straight = trainer("straight", 0.01).run(new Parameters(), (epoch, weights) -> {});
    for (long kill : new long[] {1, 3, 7, 11}) {
      trainer("killed" + kill, 0.01).run(new Parameters(), (epoch, weights) -> {}, kill);
      Parameters resumed =
          trainer("killed" + kill, 0.01).run(new Parameters(), (epoch, weights) -> {});
      assertSameBits(straight, resumed);
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("straight/checkpoint.safetensors")),
          Files.readAllBytes(folder.resolve("killed" + kill + "/checkpoint.safetensors")));
      assertEquals(
          Files.readAllLines(folder.resolve("straight/log.csv")),
          Files.readAllLines(folder.resolve("killed" + kill + "/log.csv")));
    }
  }

  @Test
  void aFinishedRunIsNotTrainedFurther() {
    Parameters first = trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> {});
    List<Integer> epochs = new ArrayList<>();
    Parameters second =
        trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> epochs.add(epoch));
    assertSameBits(first, second);
    assertTrue(epochs.isEmpty());
  }

  @Test
  void epochsAreReportedAndTheLossFalls() throws IOException {
    List<Integer> epochs = new ArrayList<>();
    trainer("run", 0.02).run(new Parameters(), (epoch, weights) -> epochs.add(epoch));
    assertEquals(List.of(1, 2, 3, 4), epochs);
    List<String> lines = Files.readAllLines(folder.resolve("run/log.csv"));
    assertEquals("step,epoch,rate,loss,absolute,gradient_norm", lines.get(0));
    double first = Double.parseDouble(lines.get(1).split(",")[3]);
    double last = Double.parseDouble(lines.get(lines.size() - 1).split(",")[3]);
    assertTrue(last < first, first + " to " + last);
  }

  @Test
  void anUnfinishedCheckpointIsNotRead() throws IOException {
    trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> {}, 5);
    Path halfWritten = folder.resolve("run/checkpoint.safetensors.new");
    assertFalse(Files.exists(halfWritten));
    Files.write(halfWritten, new byte[] {1, 2, 3});
    Parameters resumed = trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> {});
    assertSameBits(
        trainer("straight", 0.01).run(new Parameters(), (epoch, weights) -> {}), resumed);
  }

  @Test
  void anotherPlanDoesNotResume() {
    trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> {}, 5);
    Exception thrown =
        assertThrows(
            PalpebraException.class,
            () -> trainer("run", 0.02).run(new Parameters(), (epoch, weights) -> {}));
    assertTrue(thrown.getMessage().contains("checkpoint.safetensors: made with another plan"));
  }

  @Test
  void aLossThatIsNotFiniteStops() {
    Trainer trainer =
        new Trainer(
            plan(0.01),
            SOURCE,
            (net, batch) -> {
              Tensor loss = loss(net, batch).total();
              return new LossGraph.Loss(loss.sub(loss).log().neg().sqrt(), Map.of());
            },
            folder.resolve("run"));
    Exception thrown =
        assertThrows(
            PalpebraException.class, () -> trainer.run(new Parameters(), (epoch, weights) -> {}));
    assertTrue(thrown.getMessage().startsWith("loss is Infinity in step 0 ("), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("try a lower learning rate"), thrown.getMessage());
    Safetensors saved = Safetensors.open(folder.resolve("run/offending-batch-0.safetensors"));
    assertEquals("0", saved.metadata().get("step"));
    FloatBuffer x = FloatBuffer.allocate(BATCH * 36);
    FloatBuffer y = FloatBuffer.allocate(BATCH);
    SOURCE.fill(new BatchPosition(5, 0, 0, BATCH), Map.of("x", x, "y", y));
    assertArrayEquals(x.array(), saved.floats("x"));
    assertArrayEquals(y.array(), saved.floats("y"));
    assertArrayEquals(new long[] {BATCH, 1, 6, 6}, saved.shape("x"));
  }

  /** The source with a label that is no number in some batches. */
  private static BatchSource spoilt(Predicate<BatchPosition> where, int example) {
    return new BatchSource() {
      @Override
      public int size() {
        return SIZE;
      }

      @Override
      public Map<String, Shape> shapes(int batchSize) {
        return SOURCE.shapes(batchSize);
      }

      @Override
      public void fill(BatchPosition position, Map<String, FloatBuffer> batch) {
        SOURCE.fill(position, batch);
        if (where.test(position)) {
          batch.get("y").put(example, Float.NaN);
        }
      }
    };
  }

  @Test
  void anExampleThatIsNotFiniteIsNamed() throws IOException {
    BatchSource spoilt = spoilt(position -> position.epoch() == 1, 6);
    Trainer trainer = new Trainer(plan(0.01), spoilt, TrainerTest::loss, folder.resolve("run"));
    String message =
        assertThrows(
                PalpebraException.class,
                () -> trainer.run(new Parameters(), (epoch, weights) -> {}))
            .getMessage();
    assertTrue(message.contains("in step 3 (BatchPosition[seed=5, epoch=1, index=0"), message);
    assertTrue(message.contains("y of example 6 holds NaN"), message);
    assertTrue(Files.exists(folder.resolve("run/offending-batch-3.safetensors")), message);
    assertEquals(
        "3", Files.readAllLines(folder.resolve("run/log.csv")).get(2).split(",")[0], message);
  }

  /** 24 steps with checkpoints after 7, 12, 14, 21 and 24, a line of the log after 20. */
  private static TrainingPlan longer(double averaging, int stepsPerRun) {
    return new TrainingPlan(2, 2, 0.01, 0.1, 2, 0.01, 1, averaging, 5, 1, 7)
        .withStepsPerRun(stepsPerRun);
  }

  private Trainer trainer(String run, TrainingPlan plan) {
    return new Trainer(plan, SOURCE, TrainerTest::loss, folder.resolve(run));
  }

  private void assertSameFiles(String expected, String actual) throws IOException {
    for (String name : List.of("checkpoint.safetensors", "log.csv")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve(expected).resolve(name)),
          Files.readAllBytes(folder.resolve(actual).resolve(name)),
          actual + "/" + name);
    }
  }

  @Test
  void severalStepsInOneRunEndWithTheSameBits() throws IOException {
    for (double averaging : new double[] {0, 0.9}) {
      String single = "single" + averaging;
      List<Parameters> epochs = new ArrayList<>();
      Parameters expected =
          trainer(single, longer(averaging, 1))
              .run(new Parameters(), (epoch, weights) -> epochs.add(weights));
      for (int steps : new int[] {2, 4, 50}) {
        String several = "several" + steps + averaging;
        Parameters actual =
            trainer(several, longer(averaging, steps))
                .run(
                    new Parameters(),
                    (epoch, weights) -> assertSameBits(epochs.get(epoch - 1), weights));
        assertSameBits(expected, actual);
        assertSameFiles(single, several);
      }
    }
  }

  @Test
  void aRunIsResumedWithAnotherNumberOfStepsPerRun() throws IOException {
    Parameters straight =
        trainer("straight", longer(0.9, 1)).run(new Parameters(), (epoch, weights) -> {});
    trainer("changed", longer(0.9, 4)).run(new Parameters(), (epoch, weights) -> {}, 16);
    Parameters resumed =
        trainer("changed", longer(0.9, 3)).run(new Parameters(), (epoch, weights) -> {});
    assertSameBits(straight, resumed);
    assertSameFiles("straight", "changed");
  }

  @Test
  void theStepOfARunWhoseLossIsNotFiniteIsNamed() throws IOException {
    BatchSource spoilt = spoilt(position -> position.epoch() == 0 && position.index() == 5, 1);
    Trainer trainer = new Trainer(longer(0.9, 4), spoilt, TrainerTest::loss, folder.resolve("run"));
    String message =
        assertThrows(
                PalpebraException.class,
                () -> trainer.run(new Parameters(), (epoch, weights) -> {}))
            .getMessage();
    assertTrue(message.contains("in step 5 (BatchPosition[seed=5, epoch=0, index=5"), message);
    assertTrue(message.contains("y of example 1 holds NaN"), message);
    Safetensors saved = Safetensors.open(folder.resolve("run/offending-batch-5.safetensors"));
    FloatBuffer x = FloatBuffer.allocate(2 * 36);
    SOURCE.fill(new BatchPosition(5, 0, 5, 2), Map.of("x", x, "y", FloatBuffer.allocate(2)));
    assertArrayEquals(x.array(), saved.floats("x"));
    assertArrayEquals(new long[] {2, 1, 6, 6}, saved.shape("x"));
    assertFalse(Files.exists(folder.resolve("run/checkpoint.safetensors")));
  }

  /** Whether ONNX Runtime was built without CUDA, its libraries are missing or the device is. */
  @Test
  void aDeviceThatIsNotThereIsAnError() {
    Trainer trainer = trainer("run", plan(0.01).withDevice(Device.cuda(99)));
    String message =
        assertThrows(
                PalpebraException.class,
                () -> trainer.run(new Parameters(), (epoch, weights) -> {}))
            .getMessage();
    assertTrue(message.startsWith("device cuda:99 is not available: "), message);
    boolean built = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    assertTrue(message.contains(built ? "check the driver" : "onnxruntime_gpu"), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(Files.exists(folder.resolve("run/log.csv")));
  }

  /** Skipped where there is no CUDA device. */
  @Test
  void aCudaDeviceTrainsAsTheCpuDoes() {
    TrainingPlan cuda = longer(0.9, 1).withDevice(Device.cuda(0));
    try {
      cuda.requireDevice();
    } catch (PalpebraException e) {
      assumeTrue(false, e.getMessage());
    }
    Parameters expected =
        trainer("cpu", longer(0.9, 1)).run(new Parameters(), (epoch, weights) -> {});
    for (int steps : new int[] {1, 4}) {
      Parameters actual =
          trainer("cuda" + steps, cuda.withStepsPerRun(steps))
              .run(new Parameters(), (epoch, weights) -> {});
      for (Parameters.Parameter parameter : expected.all()) {
        String name = parameter.name();
        assertArrayEquals(parameter.values(), actual.get(name).values(), 1e-2f, name);
      }
    }
  }

  @Test
  void aCheckpointSaysWhereItWasMade() {
    trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> {}, 5);
    String device =
        Safetensors.open(folder.resolve("run/checkpoint.safetensors")).metadata().get("device");
    assertTrue(device.matches("cpu, onnxruntime-.*/CPUExecutionProvider"), device);
  }

  @Test
  void lossesAreDrawn() throws IOException {
    trainer("run", 0.01).run(new Parameters(), (epoch, weights) -> {});
    BufferedImage curves = ImageIO.read(folder.resolve("run/loss.png").toFile());
    assertTrue(curves.getWidth() >= 600, "width " + curves.getWidth());
    int coloured = 0;
    for (int y = 0; y < curves.getHeight(); y++) {
      for (int x = 0; x < curves.getWidth(); x++) {
        Color colour = new Color(curves.getRGB(x, y));
        int spread =
            Math.max(colour.getRed(), colour.getBlue())
                - Math.min(colour.getRed(), colour.getBlue());
        coloured += spread > 60 ? 1 : 0;
      }
    }
    assertTrue(coloured > 200, coloured + " coloured pixels");
  }

  @Test
  void everyExampleStandsOnceInAnEpoch() {
    boolean[] seen = new boolean[SIZE];
    for (int i = 0; i < SIZE / BATCH; i++) {
      for (int example : new BatchPosition(9, 2, i, BATCH).examples(SIZE)) {
        assertFalse(seen[example]);
        seen[example] = true;
      }
    }
    int[] other = new BatchPosition(9, 3, 0, BATCH).examples(SIZE);
    assertFalse(java.util.Arrays.equals(other, new BatchPosition(9, 2, 0, BATCH).examples(SIZE)));
  }

  @Test
  void theRateWarmsUpAndFallsAlongACosine() {
    TrainingPlan plan = new TrainingPlan(1, 1, 2, 0.1, 4, 0, 0, 0, 0, 1, 1);
    assertEquals(0.5, plan.rate(0, 104), 1e-12);
    assertEquals(2, plan.rate(4, 104), 1e-12);
    assertEquals(1.1, plan.rate(54, 104), 1e-12);
    assertEquals(0.2, plan.rate(104, 104), 1e-12);
  }
}
