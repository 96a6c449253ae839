package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;
import org.palpebra.training.graph.CpuThreads;
import org.palpebra.training.nn.Execution;

class ConfigurationFileTest {
  private static final String PLAN =
      """
      {"epochs": 2, "batchSize": 3, "learningRate": 0.1, "finalRate": 1, "warmupSteps": 0,
       "weightDecay": 0, "clipNorm": 0, "averaging": 0, "seed": 1, "threads": 1,
       "checkpointSteps": 5%s}
      """;

  @TempDir Path folder;

  private TrainingPlan read(String more) throws IOException {
    Path file = folder.resolve("plan.json");
    Files.writeString(file, PLAN.formatted(more));
    return ConfigurationFile.read(file, TrainingPlan.class, "train");
  }

  private void assertRefused(String more, String... parts) {
    String message = assertThrows(PalpebraException.class, () -> read(more)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void optionalFieldsMayBeLeftOut() throws IOException {
    assertNull(read("").schedule());
    assertNull(read(", \"schedule\": null").optimizer());
  }

  @Test
  void schedulesAreRead() throws IOException {
    assertEquals(
        Schedule.step(3, 0.1),
        read(", \"schedule\": {\"kind\": \"step\", \"epochs\": 3, \"factor\": 0.1}").schedule());
    assertEquals(
        Schedule.oneCycle(0.3, 25),
        read(", \"schedule\": {\"kind\": \"one_cycle\", \"rise\": 0.3, \"divisor\": 25}")
            .schedule());
    assertEquals(Optimizer.ADAM, read(", \"optimizer\": \"adam\"").optimizer());
  }

  @Test
  void devicesAreRead() throws IOException {
    assertEquals(Execution.cpu(1), read("").execution());
    assertEquals(
        new Execution(Device.cuda(2), new CpuThreads(1, true), 8),
        read(", \"device\": \"cuda:2\", \"stepsPerRun\": 8, \"spin\": true").execution());
    assertRefused(", \"device\": \"gpu\"", "plan.json", "gpu", "cuda:N");
    assertRefused(", \"device\": \"auto\"", "plan.json", "cpu, cuda or cuda:N, not auto");
    assertRefused(", \"stepsPerRun\": 0", "plan.json", "stepsPerRun must be positive, not 0");
  }

  @Test
  void wrongFieldsAreNamed() throws IOException {
    assertRefused(", \"shedule\": null", "plan.json", "shedule");
    assertRefused(", \"schedule\": {\"kind\": \"step\"}", "plan.json", "STEP needs epochs");
    assertRefused(", \"schedule\": {\"kind\": null}", "plan.json", "schedule.kind is null");
    assertRefused(", \"schedule\": {\"kind\": \"zigzag\"}", "plan.json", "zigzag", "COSINE");
    assertRefused(", \"schedule\": {}", "plan.json", "kind");
    assertRefused(", \"optimizer\": \"sgd\"", "plan.json", "sgd", "ADAMW");
    Path list = folder.resolve("list.json");
    Files.writeString(list, "[]");
    assertThrows(
        PalpebraException.class, () -> ConfigurationFile.read(list, TrainingPlan.class, "train"));
  }
}
