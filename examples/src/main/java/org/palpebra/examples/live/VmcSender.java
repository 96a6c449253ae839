package org.palpebra.examples.live;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.joml.Quaternionf;
import org.palpebra.PalpebraException;
import org.palpebra.export.ArkitBlendshapes;
import org.palpebra.export.LiveLinkFaceCsv;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * Sends faces by the <a href="https://protocol.vmc.info/english">VMC protocol</a> (OSC over UDP):
 * the time, ARKit's blendshapes under the names of "perfect sync" ({@code EyeBlinkLeft}), the
 * rotation of the bone {@code Head}. Unity's frame is left-handed, so X is mirrored. Bundles are
 * kept below one Ethernet frame. Not thread-safe; the caller closes it.
 */
public final class VmcSender implements AutoCloseable {
  private static final int MOST_BYTES = 1400;

  private final DatagramSocket socket;
  private final InetSocketAddress receiver;
  private final ArkitBlendshapes blendshapes;
  private final List<String> names;

  /**
   * @param receiver {@code HOST:PORT}; receivers mostly listen on 39539
   * @throws PalpebraException if the host is not known
   */
  public VmcSender(String receiver, MorphableModel model) {
    this.receiver = address(receiver);
    blendshapes = new ArkitBlendshapes(model);
    names = blendshapes.names().stream().map(LiveLinkFaceCsv::name).toList();
    try {
      socket = new DatagramSocket();
    } catch (IOException e) {
      throw new PalpebraException("--vmc: no UDP socket (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is none
   * @throws PalpebraException if the host is not known
   */
  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException(
          "--vmc: '%s' is not HOST:PORT, such as localhost:39539".formatted(text));
    }
    InetSocketAddress address =
        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new PalpebraException(
          "--vmc: no such host: %s; give a name or address that this computer can reach"
              .formatted(text.substring(0, colon)));
    }
    return address;
  }

  /**
   * Sends a frame with a face.
   *
   * @param head its rotation is sent
   */
  public void face(double seconds, Coefficients face, HeadPose head) {
    List<byte[]> messages = new ArrayList<>();
    messages.add(state(true));
    messages.add(OscBundle.message("/VMC/Ext/T", (float) seconds));
    messages.add(bone(head));
    float[] weights = blendshapes.weights(face);
    for (int i = 0; i < weights.length; i++) {
      float weight = Math.min(Math.max(weights[i], 0), 1);
      messages.add(OscBundle.message("/VMC/Ext/Blend/Val", names.get(i), weight));
    }
    messages.add(OscBundle.message("/VMC/Ext/Blend/Apply"));
    send(messages);
  }

  /** Says that there is no face; the receiver's avatar stays as it is. */
  public void none(double seconds) {
    send(List.of(state(false), OscBundle.message("/VMC/Ext/T", (float) seconds)));
  }

  /** Loaded, calibrated, normal mode, and whether the face is tracked. */
  private static byte[] state(boolean tracked) {
    return OscBundle.message("/VMC/Ext/OK", 1, 3, 0, tracked ? 1 : 0);
  }

  private static byte[] bone(HeadPose head) {
    Quaternionf q = new Quaternionf().rotationZYX(head.rz(), head.ry(), head.rx());
    return OscBundle.message("/VMC/Ext/Bone/Pos", "Head", 0f, 0f, 0f, q.x, -q.y, -q.z, q.w);
  }

  private void send(List<byte[]> messages) {
    Optional<OscBundle> open = Optional.empty();
    for (byte[] message : messages) {
      if (open.isPresent() && open.get().size() + 4 + message.length > MOST_BYTES) {
        send(open.get());
        open = Optional.empty();
      }
      OscBundle bundle = open.orElseGet(OscBundle::new);
      bundle.add(message);
      open = Optional.of(bundle);
    }
    open.ifPresent(this::send);
  }

  private void send(OscBundle bundle) {
    byte[] bytes = bundle.toByteArray();
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, receiver));
    } catch (IOException e) {
      throw new PalpebraException(
          "--vmc: cannot send to %s (%s)".formatted(receiver, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
