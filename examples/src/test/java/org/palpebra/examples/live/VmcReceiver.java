package org.palpebra.examples.live;

import com.illposed.osc.OSCBundle;
import com.illposed.osc.OSCMessage;
import com.illposed.osc.OSCPacket;
import com.illposed.osc.OSCParseException;
import com.illposed.osc.OSCParser;
import com.illposed.osc.OSCSerializerAndParserBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Receives OSC on a free local port and reads it with JavaOSC. */
public final class VmcReceiver implements AutoCloseable {
  private static final int SILENCE_MILLIS = 400;

  private final DatagramSocket socket;
  private final OSCParser parser = new OSCSerializerAndParserBuilder().buildParser();
  private int largest;

  public VmcReceiver() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(1 << 20);
    socket.setSoTimeout(SILENCE_MILLIS);
  }

  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Everything that has come, in its order, until nothing comes any more. */
  public List<OSCMessage> messages() throws IOException, OSCParseException {
    List<OSCMessage> messages = new ArrayList<>();
    while (true) {
      DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return messages;
      }
      largest = Math.max(largest, packet.getLength());
      collect(
          parser.convert(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()).slice()),
          messages);
    }
  }

  private static void collect(OSCPacket packet, List<OSCMessage> messages) {
    if (packet instanceof OSCBundle bundle) {
      bundle.getPackets().forEach(p -> collect(p, messages));
    } else if (packet instanceof OSCMessage message) {
      messages.add(message);
    }
  }

  /** Bytes of the largest packet so far. */
  public int largest() {
    return largest;
  }

  @Override
  public void close() {
    socket.close();
  }
}
