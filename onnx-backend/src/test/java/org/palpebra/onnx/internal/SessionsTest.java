package org.palpebra.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The messages are those of ONNX Runtime 1.28.0, shortened within. */
class SessionsTest {
  @Test
  void saysWhyThereIsNoCudaDevice() {
    assertReason(
        "libcublasLt.so.12: cannot open shared object file: No such file or directory",
        "Error code - ORT_FAIL - message: /provider_bridge_ort.cc:1988 Get() [ONNXRuntimeError] : 1 :"
            + " FAIL : Failed to load library /lib/libonnxruntime_providers_cuda.so with error:"
            + " libcublasLt.so.12: cannot open shared object file: No such file or directory\n");
    assertReason(
        "Invalid device ID: 1, must be between 0 (inclusive) and 1 (exclusive)",
        "Error code - ORT_FAIL - message: provider_options_utils.h:187 Parse Failed to parse provider"
            + " option \"device_id\": cuda_execution_provider_info.cc:70 operator() Invalid device ID:"
            + " 1, must be between 0 (inclusive) and 1 (exclusive).");
    assertReason(
        "CUDA failure 100: no CUDA-capable device is detected",
        "Error code - ORT_FAIL - message: Failed to parse provider option \"device_id\": CUDA failure"
            + " 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=x ; line=69 ;");
    assertReason("something else", "something else\nat length");
  }

  private static void assertReason(String expected, String message) {
    assertEquals(expected, Sessions.reason(new IllegalStateException(message)));
  }
}
