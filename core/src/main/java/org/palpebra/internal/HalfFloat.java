package org.palpebra.internal;

/** IEEE 754 half precision (binary16). */
public final class HalfFloat {
  /** The largest finite half. */
  public static final float MAX = 65504;

  private HalfFloat() {}

  /** The value of a half; exact. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** The nearest half, ties to even; infinite beyond {@link #MAX} by half a step. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00); // NaN
    }
    if (magnitude >= 0x477ff000) {
      return (short) (sign | 0x7c00); // 65 520 and above
    }
    if (magnitude < 0x38800000) {
      return (short)
          (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24)); // subnormal
    }
    int even = magnitude >> 13 & 1;
    return (short) (sign | (magnitude + 0xfff + even - (112 << 23)) >> 13);
  }
}
