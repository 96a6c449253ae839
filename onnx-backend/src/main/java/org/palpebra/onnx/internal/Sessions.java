package org.palpebra.onnx.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens ONNX Runtime sessions on a {@link Device}; only {@link Device#AUTO} ever falls back. */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final String SWAP =
      "the CPU artefact of ONNX Runtime is on the class path: build with -Pcuda, or depend on"
          + " com.microsoft.onnxruntime:onnxruntime_gpu instead of onnxruntime (docs/cuda.md)";

  /** A library that cannot be loaded, a device that is not there, an error of the driver. */
  private static final Pattern REASON =
      Pattern.compile(
          "(?<=with error: ).+|Invalid device ID: .+(?=\\.)|CUDA failure \\d+: [^;]+(?=;)");

  private Sessions() {}

  /** What a session is told beside the device. */
  @FunctionalInterface
  public interface Settings {
    void apply(SessionOptions options) throws OrtException;
  }

  /**
   * An open session.
   *
   * @param environment of the process, for tensors; asking for it anew takes a lock
   * @param session the caller closes it
   * @param device that it runs on, never {@link Device#AUTO}
   */
  public record Opened(OrtEnvironment environment, OrtSession session, Device device) {
    /** Such as {@code onnxruntime-1.28.0/CPUExecutionProvider}. */
    public String provider() {
      OrtProvider provider = device.kind() == Device.Kind.CUDA ? OrtProvider.CUDA : OrtProvider.CPU;
      return "onnxruntime-" + environment.getVersion() + "/" + provider.getName();
    }
  }

  /** ONNX Runtime keeps one environment per process and closes it at exit. */
  public static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "palpebra");
  }

  /**
   * Opens a session.
   *
   * @param model the bytes of an ONNX file
   * @param name for messages
   * @throws PalpebraException if the device that was named is not there, with the reason
   * @throws OrtException if the CPU refuses the model
   */
  public static Opened open(byte[] model, String name, Device device, Settings settings)
      throws OrtException {
    boolean cudaBuilt = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    if (device.kind() == Device.Kind.CUDA && !cudaBuilt) {
      throw new PalpebraException("device " + device + " is not available: " + SWAP);
    }
    if (device.kind() != Device.Kind.CPU && cudaBuilt) {
      Device cuda = Device.cuda(device.index());
      try {
        return create(model, cuda, settings);
      } catch (OrtException e) {
        if (device.kind() == Device.Kind.CUDA) {
          throw new PalpebraException(
              "device %s is not available: %s; check the driver and that CUDA 12 and cuDNN 9 are on the library path (docs/cuda.md), or use --device cpu"
                  .formatted(device, reason(e)),
              e);
        }
        LOG.warn("{}: no CUDA device ({}), running on the CPU", name, reason(e));
      }
    }
    return create(model, Device.CPU, settings);
  }

  private static Opened create(byte[] model, Device device, Settings settings) throws OrtException {
    // before the options: the CUDA provider fails without a logger, which the environment brings
    OrtEnvironment environment = environment();
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      settings.apply(options);
      if (device.kind() == Device.Kind.CUDA) {
        addCuda(options, device.index());
      }
      return new Opened(environment, environment.createSession(model, options), device);
    }
  }

  /** Full float precision, as on the CPU; TF32, ONNX Runtime's default, keeps 10 bits. */
  private static void addCuda(SessionOptions options, int index) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(index)) {
      cuda.add("use_tf32", "0");
      options.addCUDA(cuda);
    }
  }

  /** What is wrong with the device, out of ONNX Runtime's message about its own sources. */
  static String reason(Throwable e) {
    String line = rawLine(e);
    Matcher reason = REASON.matcher(line);
    return OneLine.of(reason.find() ? reason.group().strip() : line);
  }

  /** The first line of an error's message, shortened. */
  public static String firstLine(Throwable e) {
    return OneLine.of(rawLine(e));
  }

  private static String rawLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse("no reason given").strip();
  }
}
