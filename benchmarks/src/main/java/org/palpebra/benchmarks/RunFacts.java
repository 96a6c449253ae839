package org.palpebra.benchmarks;

import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.MeshKernels;

/**
 * Where figures come from.
 *
 * @param commit of the working directory, and whether files differ from it
 * @param models what ran, where and by which provider
 */
record RunFacts(
    String time,
    String commit,
    String processor,
    int processors,
    String system,
    String java,
    long maxHeapMegabytes,
    String meshKernels,
    List<String> models) {
  static RunFacts of(FaceReconstructor reconstructor) {
    Machine machine = Machine.here();
    return new RunFacts(
        machine.when().toString(),
        machine.commit() + ", " + machine.tree(),
        machine.cpu(),
        machine.cores(),
        machine.os(),
        machine.java(),
        Runtime.getRuntime().maxMemory() >> 20,
        MeshKernels.description(),
        reconstructor.models().stream()
            .map(m -> "%s on %s (%s)".formatted(m.name(), m.device(), m.provider()))
            .toList());
  }

  String text() {
    return """
        %s, commit %s
        %s, %d processors, %s
        %s, heap up to %d MB, mesh kernels: %s
        %s
        """
        .formatted(
            time,
            commit,
            processor,
            processors,
            system,
            java,
            maxHeapMegabytes,
            meshKernels,
            String.join("; ", models));
  }
}
