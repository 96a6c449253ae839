package org.palpebra.examples.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.illposed.osc.OSCMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.joml.Quaternionf;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.HeadPose;
import org.palpebra.testing.TinyFace;

class VmcSenderTest {
  @Test
  void anotherReaderFindsTheFace() throws Exception {
    List<OSCMessage> messages;
    try (VmcReceiver receiver = new VmcReceiver();
        VmcSender sender = new VmcSender(receiver.address(), TinyFace.model())) {
      sender.face(
          1.5,
          TinyFace.with(TinyFace.neutral(), "eyeBlinkLeft", 0.75f),
          new HeadPose(0.1f, 0.6f, 0, 1, 2, 3));
      messages = receiver.messages();
      assertTrue(receiver.largest() <= 1400, receiver.largest() + " bytes");
    }
    assertEquals("/VMC/Ext/OK", messages.get(0).getAddress());
    assertEquals(List.of(1, 3, 0, 1), messages.get(0).getArguments());
    assertEquals(List.of(1.5f), messages.get(1).getArguments());
    Map<Object, Object> values = new HashMap<>();
    messages.stream()
        .filter(m -> m.getAddress().equals("/VMC/Ext/Blend/Val"))
        .forEach(m -> values.put(m.getArguments().get(0), m.getArguments().get(1)));
    assertEquals(TinyFace.EXPRESSIONS.size(), values.size(), values::toString);
    assertEquals(0.75f, values.get("EyeBlinkLeft"));
    assertEquals(0f, values.get("JawOpen"));
    assertEquals("/VMC/Ext/Blend/Apply", messages.get(messages.size() - 1).getAddress());
  }

  /** Turned to its left, the face looks to −X in Unity's frame, and up where it is tilted up. */
  @Test
  void theHeadTurnsTheRightWayInUnity() throws Exception {
    for (HeadPose pose :
        List.of(new HeadPose(0, 0.6f, 0, 0, 0, 0), new HeadPose(-0.4f, 0, 0, 0, 0, 0))) {
      try (VmcReceiver receiver = new VmcReceiver();
          VmcSender sender = new VmcSender(receiver.address(), TinyFace.model())) {
        sender.face(0, TinyFace.neutral(), pose);
        List<Object> bone =
            receiver.messages().stream()
                .filter(m -> m.getAddress().equals("/VMC/Ext/Bone/Pos"))
                .findFirst()
                .orElseThrow()
                .getArguments();
        assertEquals("Head", bone.get(0));
        float[] q = new float[4];
        for (int i = 0; i < 4; i++) {
          q[i] = (Float) bone.get(4 + i);
        }
        // q·v·q⁻¹ is the same in frames of either hand
        Vector3f ahead = new Vector3f(0, 0, 1).rotate(new Quaternionf(q[0], q[1], q[2], q[3]));
        float[] ours = pose.rotate(new float[] {0, 0, 1}, null);
        assertArrayEquals(
            new float[] {-ours[0], ours[1], ours[2]},
            new float[] {ahead.x, ahead.y, ahead.z},
            1e-6f);
      }
    }
  }

  @Test
  void withoutAFaceItSaysSo() throws Exception {
    try (VmcReceiver receiver = new VmcReceiver();
        VmcSender sender = new VmcSender(receiver.address(), TinyFace.model())) {
      sender.none(2);
      List<OSCMessage> messages = receiver.messages();
      assertEquals(2, messages.size());
      assertEquals(List.of(1, 3, 0, 0), messages.get(0).getArguments());
    }
  }

  @Test
  void refusesWhatIsNoAddress() {
    for (String text : List.of("", "host", ":39539", "host:", "host:x", "host:70000")) {
      assertThrows(IllegalArgumentException.class, () -> VmcSender.address(text), text);
    }
    assertThrows(PalpebraException.class, () -> VmcSender.address("no-such-host.invalid:39539"));
  }
}
