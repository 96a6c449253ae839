/* Vertex normals and a rasteriser by the plain algorithms that Sim3DR uses, written for comparison. */
#include <math.h>
#include <string.h>

/* The cross products of the triangles around a vertex, added and normalised. */
void vertex_normals(const float *vertices, const int *triangles, float *normals, int vertex_count,
                    int triangle_count) {
  memset(normals, 0, 3 * sizeof(float) * vertex_count);
  for (int t = 0; t < triangle_count; t++) {
    const int a = 3 * triangles[3 * t], b = 3 * triangles[3 * t + 1], c = 3 * triangles[3 * t + 2];
    const float ux = vertices[b] - vertices[a];
    const float uy = vertices[b + 1] - vertices[a + 1];
    const float uz = vertices[b + 2] - vertices[a + 2];
    const float vx = vertices[c] - vertices[a];
    const float vy = vertices[c + 1] - vertices[a + 1];
    const float vz = vertices[c + 2] - vertices[a + 2];
    const float x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    normals[a] += x;
    normals[a + 1] += y;
    normals[a + 2] += z;
    normals[b] += x;
    normals[b + 1] += y;
    normals[b + 2] += z;
    normals[c] += x;
    normals[c + 1] += y;
    normals[c + 2] += z;
  }
  for (int v = 0; v < 3 * vertex_count; v += 3) {
    float length = sqrtf(normals[v] * normals[v] + normals[v + 1] * normals[v + 1] +
                         normals[v + 2] * normals[v + 2]);
    if (length <= 0) length = 1e-6f;
    normals[v] /= length;
    normals[v + 1] /= length;
    normals[v + 2] /= length;
  }
}

/* Not fminf and fmaxf, which are calls where NaN counts. */
static float least(float a, float b, float c) {
  const float ab = a < b ? a : b;
  return ab < c ? ab : c;
}

static float most(float a, float b, float c) {
  const float ab = a > b ? a : b;
  return ab > c ? ab : c;
}

/* Barycentric weights of a point in the plane, from dot products. */
static void weigh(float *weights, float px, float py, const float *a, const float *b,
                  const float *c) {
  const float ux = c[0] - a[0], uy = c[1] - a[1];
  const float vx = b[0] - a[0], vy = b[1] - a[1];
  const float wx = px - a[0], wy = py - a[1];
  const float uu = ux * ux + uy * uy, uv = ux * vx + uy * vy, uw = ux * wx + uy * wy;
  const float vv = vx * vx + vy * vy, vw = vx * wx + vy * wy;
  const float determinant = uu * vv - uv * uv;
  const float inverse = determinant == 0 ? 0 : 1 / determinant;
  const float u = (vv * uw - uv * vw) * inverse;
  const float v = (uu * vw - uv * uw) * inverse;
  weights[0] = 1 - u - v;
  weights[1] = v;
  weights[2] = u;
}

/* Vertices are x, y in pixels and the depth; what is nearer is drawn over what is farther. */
void rasterize(unsigned char *image, float *depths, const float *vertices, const int *triangles,
               const float *colours, int triangle_count, int width, int height, float farthest) {
  memset(image, 0, 3 * width * height);
  for (int i = 0; i < width * height; i++) depths[i] = farthest;
  for (int t = 0; t < triangle_count; t++) {
    const int ia = 3 * triangles[3 * t], ib = 3 * triangles[3 * t + 1];
    const int ic = 3 * triangles[3 * t + 2];
    const float *a = vertices + ia, *b = vertices + ib, *c = vertices + ic;
    int x0 = (int)ceilf(least(a[0], b[0], c[0]) - 0.5f);
    int x1 = (int)floorf(most(a[0], b[0], c[0]) - 0.5f);
    int y0 = (int)ceilf(least(a[1], b[1], c[1]) - 0.5f);
    int y1 = (int)floorf(most(a[1], b[1], c[1]) - 0.5f);
    if (x0 < 0) x0 = 0;
    if (y0 < 0) y0 = 0;
    if (x1 > width - 1) x1 = width - 1;
    if (y1 > height - 1) y1 = height - 1;
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        float w[3];
        weigh(w, x + 0.5f, y + 0.5f, a, b, c);
        if (w[0] > 0 && w[1] > 0 && w[2] > 0) {
          const float depth = w[0] * a[2] + w[1] * b[2] + w[2] * c[2];
          const int pixel = y * width + x;
          if (depth < depths[pixel]) {
            depths[pixel] = depth;
            for (int k = 0; k < 3; k++) {
              const float colour =
                  w[0] * colours[ia + k] + w[1] * colours[ib + k] + w[2] * colours[ic + k];
              image[3 * pixel + k] = (unsigned char)(255 * colour);
            }
          }
        }
      }
    }
  }
}
