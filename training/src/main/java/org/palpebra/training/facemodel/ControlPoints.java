package org.palpebra.training.facemodel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * Statistics of named control points: where each lies on the mean face and how it moves. Point i of
 * the subject's left half is mirrored by {@code mirror[i]} (itself on the midline).
 *
 * @param names one per point
 * @param layout place in the plane the face is laid out in, x0,y0,…, unit disc
 * @param mean millimetres, xyz
 * @param fieldNames identity modes ({@code identity000}…) at one standard deviation, then
 *     expressions at weight 1, with ICT-FaceKit's names
 * @param fields {@code fields[f][3·point + axis]}, millimetres
 */
record ControlPoints(
    List<String> names,
    int[] mirror,
    double[] layout,
    double[] mean,
    List<String> fieldNames,
    double[][] fields) {
  /** Displacements are stored as whole hundredths of a millimetre. */
  static final double STEP = 0.01;

  static final int LIMIT = 300;

  /** The last points are the eyeballs' centres, left and right. */
  static final int EYEBALLS = 2;

  private static final String RESOURCE = "control-points.txt";

  int count() {
    return names.size();
  }

  /** A point may carry several names, joined by {@code =}. */
  int indexOf(String name) {
    int i = find(name);
    if (i < 0) {
      throw new IllegalArgumentException("no control point " + name);
    }
    return i;
  }

  boolean has(String name) {
    return find(name) >= 0;
  }

  private int find(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (List.of(names.get(i).split("=", -1)).contains(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The statistics that come with this module. */
  static ControlPoints embedded() {
    try (InputStream in = ControlPoints.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + RESOURCE);
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ControlPoints read(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && line.startsWith("#")) {
      line = in.readLine();
    }
    if (line == null) {
      throw new IOException("control points: no field names");
    }
    List<String> fieldNames = List.of(line.split(" ", -1));
    List<String> names = new ArrayList<>();
    List<Integer> mirror = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (line = in.readLine(); line != null; line = in.readLine()) {
      StringTokenizer t = new StringTokenizer(line);
      names.add(t.nextToken());
      mirror.add(Integer.valueOf(t.nextToken()));
      double[] row = new double[t.countTokens()];
      for (int i = 0; i < row.length; i++) {
        row[i] = Double.parseDouble(t.nextToken());
      }
      rows.add(row);
    }
    return assemble(fieldNames, names, mirror, rows);
  }

  private static ControlPoints assemble(
      List<String> fieldNames, List<String> names, List<Integer> mirror, List<double[]> rows) {
    int n = names.size();
    double[] layout = new double[2 * n];
    double[] mean = new double[3 * n];
    double[][] fields = new double[fieldNames.size()][3 * n];
    for (int i = 0; i < n; i++) {
      double[] row = rows.get(i);
      System.arraycopy(row, 0, layout, 2 * i, 2);
      System.arraycopy(row, 2, mean, 3 * i, 3);
      for (int f = 0; f < fields.length; f++) {
        for (int k = 0; k < 3; k++) {
          fields[f][3 * i + k] = STEP * row[5 + 3 * f + k];
        }
      }
    }
    int[] mirrors = mirror.stream().mapToInt(Integer::intValue).toArray();
    return new ControlPoints(List.copyOf(names), mirrors, layout, mean, fieldNames, fields);
  }

  /** Writes the form {@link #read} takes. */
  void write(Writer writer) {
    PrintWriter out = new PrintWriter(writer);
    out.print("# Statistics of named control points measured on ICT-FaceKit (MIT licence,\n");
    out.print("# Copyright (c) 2020 USC Institute for Creative Technologies; see NOTICE).\n");
    out.print("# Next line: fields. Then per point: name, mirror point, layout x y,\n");
    out.print("# mean x y z in mm, and per field dx dy dz in 1/100 mm.\n");
    out.print(String.join(" ", fieldNames) + "\n");
    for (int i = 0; i < count(); i++) {
      StringBuilder s = new StringBuilder();
      s.append(names.get(i)).append(' ').append(mirror[i]);
      s.append(String.format(Locale.ROOT, " %.5f %.5f", layout[2 * i], layout[2 * i + 1]));
      for (int k = 0; k < 3; k++) {
        s.append(String.format(Locale.ROOT, " %.2f", mean[3 * i + k]));
      }
      for (double[] field : fields) {
        for (int k = 0; k < 3; k++) {
          s.append(' ').append(Math.round(field[3 * i + k] / STEP));
        }
      }
      out.print(s.append('\n'));
    }
    out.flush();
  }
}
