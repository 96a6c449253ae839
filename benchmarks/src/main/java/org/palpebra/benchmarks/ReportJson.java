package org.palpebra.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The standings for programs: numbers unrounded, microseconds per face. */
final class ReportJson {
  private ReportJson() {}

  static ObjectNode of(Machine machine, Standings standings) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    put(root, machine);
    ArrayNode rows = root.putArray("rows");
    for (Contest contest : standings.contests()) {
      ObjectNode row = rows.addObject();
      row.put("stage", contest.stage());
      put(row.putObject("ours"), contest.ours(), standings);
      put(row.putObject("other"), contest.other(), standings);
      standings.ratio(contest).ifPresent(ratio -> row.put("ratio", ratio));
      if (!Double.isNaN(contest.aim())) {
        row.put("aim", contest.aim());
      }
    }
    return root;
  }

  private static void put(ObjectNode root, Machine machine) {
    ObjectNode node = root.putObject("machine");
    node.put("cpu", machine.cpu());
    node.put("cores", machine.cores());
    machine.caches().forEach(node.putArray("caches")::add);
    node.put("os", machine.os());
    node.put("java", machine.java());
    node.put("c_compiler", machine.compiler());
    node.put("ejml", machine.ejml());
    node.put("load_at_start", machine.load());
    root.put("commit", machine.commit());
    root.put("tree", machine.tree());
    root.put("when", machine.when().toString());
  }

  private static void put(ObjectNode node, Entrant entrant, Standings standings) {
    node.put("who", entrant.title());
    standings
        .measured(entrant)
        .ifPresentOrElse(
            measured -> put(node, measured),
            () ->
                node.put("not_measured", standings.absent().getOrDefault(entrant, "was not run")));
  }

  private static void put(ObjectNode node, Measured measured) {
    node.put("median_us", measured.median());
    node.put("fastest_us", measured.fastest());
    node.put("bytes_per_face", measured.bytes());
    node.put("mesh_kernels", measured.kernels());
    ObjectNode errors = node.putObject("largest_error");
    measured.errors().forEach(errors::put);
  }
}
