package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @Test
  void readsItsOwnNames() {
    for (Device device : new Device[] {Device.AUTO, Device.CPU, Device.cuda(0), Device.cuda(7)}) {
      assertEquals(device, Device.parse(device.toString()));
    }
    assertEquals(Device.cuda(0), Device.parse("cuda"));
    assertEquals(Device.cuda(3), Device.parse("CUDA:3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cpu:0", "auto ", "cuda:1000"})
  void refusesAnythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> Device.parse(text));
  }
}
