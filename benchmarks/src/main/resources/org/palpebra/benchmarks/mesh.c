/*
 * Vertex normals and a rasteriser in C, twice: in the steps that Sim3DR's _get_normal and _rasterize
 * take, and as one writes them with fewer.
 */
#include <math.h>
#include <string.h>

static void cross(float *out, const float *a, const float *b, const float *c) {
  const float ux = b[0] - a[0], uy = b[1] - a[1], uz = b[2] - a[2];
  const float vx = c[0] - a[0], vy = c[1] - a[1], vz = c[2] - a[2];
  out[0] = uy * vz - uz * vy;
  out[1] = uz * vx - ux * vz;
  out[2] = ux * vy - uy * vx;
}

static void add(float *normals, const int *corners, const float *normal) {
  for (int k = 0; k < 3; k++) {
    normals[3 * corners[0] + k] += normal[k];
    normals[3 * corners[1] + k] += normal[k];
    normals[3 * corners[2] + k] += normal[k];
  }
}

static void normalize(float *normals, int vertex_count) {
  for (int v = 0; v < 3 * vertex_count; v += 3) {
    float length = sqrtf(normals[v] * normals[v] + normals[v + 1] * normals[v + 1] +
                         normals[v + 2] * normals[v + 2]);
    if (length <= 0) length = 1e-6f;
    normals[v] /= length;
    normals[v + 1] /= length;
    normals[v + 2] /= length;
  }
}

/* Sim3DR: all triangles' normals, not of unit length, then their sums around vertices. */
void sim3dr_normals(const float *vertices, const int *triangles, float *triangle_normals,
                    float *normals, int vertex_count, int triangle_count) {
  memset(normals, 0, 3 * sizeof(float) * vertex_count);
  for (int t = 0; t < 3 * triangle_count; t += 3) {
    cross(triangle_normals + t, vertices + 3 * triangles[t], vertices + 3 * triangles[t + 1],
          vertices + 3 * triangles[t + 2]);
  }
  for (int t = 0; t < 3 * triangle_count; t += 3) add(normals, triangles + t, triangle_normals + t);
  normalize(normals, vertex_count);
}

/* The same sums in one pass. */
void vertex_normals(const float *vertices, const int *triangles, float *normals, int vertex_count,
                    int triangle_count) {
  memset(normals, 0, 3 * sizeof(float) * vertex_count);
  for (int t = 0; t < 3 * triangle_count; t += 3) {
    float normal[3];
    cross(normal, vertices + 3 * triangles[t], vertices + 3 * triangles[t + 1],
          vertices + 3 * triangles[t + 2]);
    add(normals, triangles + t, normal);
  }
  normalize(normals, vertex_count);
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

static int at_least(int value, int bound) { return value < bound ? bound : value; }

static int at_most(int value, int bound) { return value > bound ? bound : value; }

/* Barycentric weights of the second and the third corner at a point, from dot products. */
static void weigh(float *v, float *u, float x, float y, const float *a, const float *b,
                  const float *c) {
  const float ux = c[0] - a[0], uy = c[1] - a[1];
  const float vx = b[0] - a[0], vy = b[1] - a[1];
  const float wx = x - a[0], wy = y - a[1];
  const float uu = ux * ux + uy * uy, uv = ux * vx + uy * vy, uw = ux * wx + uy * wy;
  const float vv = vx * vx + vy * vy, vw = vx * wx + vy * wy;
  const float determinant = uu * vv - uv * uv;
  const float inverse = determinant == 0 ? 0 : 1 / determinant;
  *u = (vv * uw - uv * vw) * inverse;
  *v = (uu * vw - uv * uw) * inverse;
}

/* Blends colours into a pixel, with an opacity that the compiler does not know. */
static void blend(unsigned char *pixel, const float *weights, const float *a, const float *b,
                  const float *c, float opacity) {
  for (int k = 0; k < 3; k++) {
    const float colour = weights[0] * a[k] + weights[1] * b[k] + weights[2] * c[k];
    pixel[k] = (unsigned char)((1 - opacity) * pixel[k] + opacity * 255 * colour);
  }
}

static void clear(unsigned char *image, float *depths, int pixels, float farthest) {
  memset(image, 0, 3 * pixels);
  for (int i = 0; i < pixels; i++) depths[i] = farthest;
}

/*
 * Sim3DR: boxes rounded outwards, a test of each point in them, and the weights of those inside
 * anew. Vertices are x, y in pixels, whose centres are whole numbers, and the depth; what is nearer
 * is drawn over what is farther.
 */
void sim3dr_rasterize(unsigned char *image, float *depths, const float *vertices,
                      const int *triangles, const float *colours, int triangle_count, int width,
                      int height, float farthest, float opacity) {
  clear(image, depths, width * height, farthest);
  for (int t = 0; t < 3 * triangle_count; t += 3) {
    const int ia = 3 * triangles[t], ib = 3 * triangles[t + 1], ic = 3 * triangles[t + 2];
    const float a[3] = {vertices[ia], vertices[ia + 1], vertices[ia + 2]};
    const float b[3] = {vertices[ib], vertices[ib + 1], vertices[ib + 2]};
    const float c[3] = {vertices[ic], vertices[ic + 1], vertices[ic + 2]};
    const int x0 = at_least((int)floorf(least(a[0], b[0], c[0])), 0);
    const int x1 = at_most((int)ceilf(most(a[0], b[0], c[0])), width - 1);
    const int y0 = at_least((int)floorf(least(a[1], b[1], c[1])), 0);
    const int y1 = at_most((int)ceilf(most(a[1], b[1], c[1])), height - 1);
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        float u, v;
        weigh(&v, &u, x, y, a, b, c);
        if (u >= 0 && v >= 0 && u + v < 1) {
          weigh(&v, &u, x, y, a, b, c);
          const float weights[3] = {1 - u - v, v, u};
          const float depth = weights[0] * a[2] + weights[1] * b[2] + weights[2] * c[2];
          const int pixel = y * width + x;
          if (depth < depths[pixel]) {
            blend(image + 3 * pixel, weights, colours + ia, colours + ib, colours + ic, opacity);
            depths[pixel] = depth;
          }
        }
      }
    }
  }
}

/*
 * Boxes of the points that can lie inside, weights once per point, no blending; what lies on an edge
 * is left out.
 */
void rasterize(unsigned char *image, float *depths, const float *vertices, const int *triangles,
               const float *colours, int triangle_count, int width, int height, float farthest) {
  clear(image, depths, width * height, farthest);
  for (int t = 0; t < 3 * triangle_count; t += 3) {
    const int ia = 3 * triangles[t], ib = 3 * triangles[t + 1], ic = 3 * triangles[t + 2];
    const float a[3] = {vertices[ia], vertices[ia + 1], vertices[ia + 2]};
    const float b[3] = {vertices[ib], vertices[ib + 1], vertices[ib + 2]};
    const float c[3] = {vertices[ic], vertices[ic + 1], vertices[ic + 2]};
    const int x0 = at_least((int)ceilf(least(a[0], b[0], c[0])), 0);
    const int x1 = at_most((int)floorf(most(a[0], b[0], c[0])), width - 1);
    const int y0 = at_least((int)ceilf(least(a[1], b[1], c[1])), 0);
    const int y1 = at_most((int)floorf(most(a[1], b[1], c[1])), height - 1);
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        float u, v;
        weigh(&v, &u, x, y, a, b, c);
        const float w = 1 - u - v;
        if (u > 0 && v > 0 && w > 0) {
          const float depth = w * a[2] + v * b[2] + u * c[2];
          const int pixel = y * width + x;
          if (depth < depths[pixel]) {
            depths[pixel] = depth;
            for (int k = 0; k < 3; k++) {
              const float colour =
                  w * colours[ia + k] + v * colours[ib + k] + u * colours[ic + k];
              image[3 * pixel + k] = (unsigned char)(255 * colour);
            }
          }
        }
      }
    }
  }
}
