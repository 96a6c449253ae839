package org.palpebra.benchmarks;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import org.palpebra.training.nn.Parameters;

/** A workload in PyTorch, by DJL. */
final class TorchTraining implements AutoCloseable {
  private final Model model;
  private final Trainer trainer;
  private final NDArray image;
  private final NDArray target;

  /**
   * @param threads fixed when the process makes its first one
   */
  TorchTraining(TrainingWorkload workload, int threads, Parameters first) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    model = Model.newInstance(workload.name(), "PyTorch");
    TorchResNet network = new TorchResNet(workload.network(), workload.outputs());
    model.setBlock(network.block());
    Optimizer adam =
        Optimizer.adam()
            .optLearningRateTracker(Tracker.fixed((float) TrainingWorkload.LEARNING_RATE))
            .build();
    trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(adam));
    Shape images = new Shape(workload.batch(), 3, workload.size(), workload.size());
    trainer.initialize(images);
    network.load(first);
    image = trainer.getManager().create(workload.images(), images);
    target =
        trainer
            .getManager()
            .create(workload.targets(), new Shape(workload.batch(), workload.outputs()));
  }

  /** Forward, backward, Adam; returns the loss before the step. */
  float step() {
    float before;
    try (NDManager scope = trainer.getManager().newSubManager();
        GradientCollector gradients = trainer.newGradientCollector()) {
      NDArray input = image.duplicate(); // results join the manager of what they are made from
      input.attach(scope);
      NDArray outputs = trainer.forward(new NDList(input)).head();
      NDArray loss = outputs.sub(target).square().mean();
      gradients.backward(loss);
      before = loss.getFloat();
    }
    trainer.step();
    return before;
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
