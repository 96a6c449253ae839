package org.palpebra.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.Stage;
import org.palpebra.examples.live.AvatarSink;
import org.palpebra.examples.live.CsvSink;
import org.palpebra.examples.live.FrameQueue;
import org.palpebra.examples.live.FrameSink;
import org.palpebra.examples.live.OverlaySink;
import org.palpebra.examples.live.VmcSender;
import org.palpebra.examples.live.VmcSink;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.FrameSource;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.FaceTracker;
import org.palpebra.tracking.Smoothing;
import org.palpebra.tracking.StageTimes;
import org.palpebra.tracking.TrackedFace;
import org.palpebra.tracking.TrackedFrame;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code track}: one face through a video. */
@Command(
    name = "track",
    description = {
      "Follows one face through a video, a sequence of images or a camera.",
      "Writes NAME.csv (as Live Link Face records), NAME.glb with an animation and"
          + " NAME-frames.jsonl (landmarks, eyes, pose per frame) to --out, and sends VMC packets."
          + " The networks run on one thread unless --threads says otherwise: more are slower beside"
          + " decoding. Ctrl-C ends a camera's recording; what was recorded is still written."
    })
final class TrackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A video file, a folder of images, a pattern such as frame-%%04d.png, or the number of a"
              + " camera (0 is the first).")
  private String source = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results; made if it is not there.")
  private @Nullable Path out;

  @Option(
      names = "--vmc",
      paramLabel = "HOST:PORT",
      description =
          "Send blendshapes and the head's rotation there by the VMC protocol (OSC over UDP);"
              + " files are then tracked no faster than they play.")
  private @Nullable String vmc;

  @Option(names = "--overlay", description = "Also write NAME-overlay.avi; needs --out.")
  private boolean overlay;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "Frames per second instead of what the video says; default for images:"
              + " 30. Not for cameras.")
  private @Nullable Double fps;

  @Option(names = "--seconds", paramLabel = "S", description = "End after that many seconds.")
  private double limit = Double.POSITIVE_INFINITY;

  @Option(
      names = "--focal",
      paramLabel = "PIXELS",
      description =
          "Focal length of the camera, for the head's place and rotation; default: the longer side"
              + " of the picture.")
  private @Nullable Double focal;

  private final StageTimes times = new StageTimes();
  private final TrackSummary summary = new TrackSummary();

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", source);
    try (Interrupt interrupt = new Interrupt()) {
      double took = track(interrupt, json);
      json.put("framesPerSecond", summary.frames() / took);
      summary.addTo(json);
      json.put("stages", TrackSummary.stages(times));
      options.writeJson(json);
      report(took);
    }
    if (summary.faces() == 0) {
      throw new PalpebraException(source + ": no face found in any frame");
    }
    return CommandLine.ExitCode.OK;
  }

  /** Tracks to the end and writes everything; returns the seconds that tracking took. */
  private double track(Interrupt interrupt, Map<String, Object> json)
      throws IOException, InterruptedException {
    FrameSource frames = FrameSource.open(source, rate());
    json.put("reader", frames.reader());
    double rate = frames.rate();
    long expected = frames.frames().orElse(0);
    try (FrameQueue queue = new FrameQueue(frames, camera(), times);
        FaceReconstructor reconstructor =
            reconstruction.builder(options).threads(options.threadsOr(1)).stages(times).open();
        Sinks sinks = sinks(reconstructor.model(), rate);
        Progress progress = Progress.start("track", expected)) {
      json.put("models", reconstructor.models());
      FaceTracker tracker = new FaceTracker(reconstructor, Smoothing.DEFAULT, times);
      long start = System.nanoTime();
      while (!interrupt.requested() && track(queue, tracker, sinks, start)) {
        progress.step();
      }
      json.put("dropped", queue.dropped());
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** Does one frame; false at the end. */
  private boolean track(FrameQueue queue, FaceTracker tracker, Sinks sinks, long start)
      throws IOException, InterruptedException {
    Optional<VideoFrame> next = queue.next();
    if (next.isEmpty() || next.get().seconds() > limit) {
      return false;
    }
    VideoFrame frame = next.get();
    TrackedFrame tracked = tracker.track(frame.image(), frame.seconds());
    if (vmc != null && !camera()) {
      waitUntil(start + (long) (1e9 * frame.seconds()));
    }
    long sending = System.nanoTime();
    sinks.put(frame, tracked);
    times.took(Stage.SEND, System.nanoTime() - sending);
    return true;
  }

  private boolean camera() {
    return source.matches("\\d{1,4}");
  }

  private void check() {
    if (out == null && vmc == null && options.json == null) {
      throw usage("give --out DIR, --vmc HOST:PORT or --json FILE: nothing else keeps the result");
    }
    if (overlay && out == null) {
      throw usage("--overlay needs --out DIR");
    }
    if (!(limit > 0) || (focal != null && !(focal > 0))) {
      throw usage("--seconds and --focal must be above 0");
    }
    if (fps != null && (camera() || !(fps > 0 && fps <= 1000))) {
      throw usage("--fps is for files and images, above 0 and at most 1000");
    }
    if (vmc != null && !vmc.matches(".+:\\d{1,5}")) {
      throw usage("--vmc: '%s' is not HOST:PORT, such as localhost:39539".formatted(vmc));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private OptionalDouble rate() {
    return fps == null ? OptionalDouble.empty() : OptionalDouble.of(fps);
  }

  private static void waitUntil(long nanoTime) throws InterruptedException {
    long wait = nanoTime - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }
  }

  private Sinks sinks(MorphableModel model, double rate) throws IOException {
    Sinks sinks = new Sinks();
    sinks.add(summary);
    if (vmc != null) {
      sinks.add(new VmcSink(new VmcSender(vmc, model)));
    }
    if (out != null) {
      Outputs.folder(out);
      String name = name();
      sinks.add(new CsvSink(out.resolve(name + ".csv"), model, rate));
      sinks.add(new FrameLines(out.resolve(name + "-frames.jsonl")));
      sinks.add(new AvatarSink(out, name));
      if (overlay) {
        sinks.add(new OverlaySink(out.resolve(name + "-overlay.avi"), rate));
      }
    }
    return sinks;
  }

  /** The video's name without extension and place holders. */
  private String name() {
    if (camera()) {
      return "camera-" + source;
    }
    Path file = Path.of(source).toAbsolutePath().normalize();
    String name = String.valueOf(file.getFileName());
    String bare =
        Files.isDirectory(file)
            ? name
            : name.replaceFirst("\\.[^.]*$", "").replaceAll("[-_.]*%0?\\d*d", "");
    return bare.isEmpty() ? "track" : bare;
  }

  private void report(double took) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: face in %d of %d frames, %.1f frames per second%n%s%n",
            source,
            summary.faces(),
            summary.frames(),
            summary.frames() / took,
            TrackSummary.line(times));
    spec.commandLine().getOut().flush();
  }

  /** Where results go. */
  private final class Sinks implements AutoCloseable {
    private final List<FrameSink> all = new ArrayList<>();

    void add(FrameSink sink) {
      all.add(sink);
    }

    void put(VideoFrame frame, TrackedFrame tracked) throws IOException {
      Optional<TrackedFace> face = tracked.face();
      for (FrameSink sink : all) {
        if (face.isPresent()) {
          sink.face(frame, face.get(), head(frame, face.get()));
        } else {
          sink.none(frame);
        }
      }
    }

    private HeadPose head(VideoFrame frame, TrackedFace face) {
      int width = frame.image().width();
      int height = frame.image().height();
      double pixels = focal == null ? Math.max(width, height) : focal;
      return face.placement().inCamera(width, height, pixels);
    }

    @Override
    public void close() throws IOException {
      for (FrameSink sink : all) {
        sink.close();
      }
    }
  }

  /** Ctrl-C ends the recording and waits until it is written. */
  private static final class Interrupt implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch written = new CountDownLatch(1);
    private volatile boolean requested;
    private final Thread hook = new Thread(this::end, "palpebra-end");

    Interrupt() {
      Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean requested() {
      return requested;
    }

    private void end() {
      requested = true;
      try {
        written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      written.countDown();
      if (!requested) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }
}
