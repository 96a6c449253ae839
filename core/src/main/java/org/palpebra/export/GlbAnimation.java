package org.palpebra.export;

import de.javagl.jgltf.impl.v2.Animation;
import de.javagl.jgltf.impl.v2.AnimationChannel;
import de.javagl.jgltf.impl.v2.AnimationChannelTarget;
import de.javagl.jgltf.impl.v2.AnimationSampler;
import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.Mesh;
import de.javagl.jgltf.impl.v2.Node;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.joml.Quaternionf;
import org.palpebra.geometry.HeadPose;

/** Adds an animation to a GLB: the weights of every mesh that has targets, the head's motion. */
final class GlbAnimation {
  private static final float METRES = 1e-3f;

  private final GlbBuilder builder;
  private final FaceAnimation animation;
  private final Animation gltf = new Animation();
  private final int times;

  private GlbAnimation(GlbBuilder builder, FaceAnimation animation) {
    this.builder = builder;
    this.animation = animation;
    float[] seconds = new float[animation.keys().size()];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = (float) animation.keys().get(i).seconds();
    }
    times = builder.keys(seconds, "SCALAR", 1, true);
  }

  /**
   * @param head the node that moves
   * @param shapes what the targets' names stand for
   */
  static void add(GlbBuilder builder, FaceAnimation animation, int head, List<Blendshape> shapes) {
    GlbAnimation adding = new GlbAnimation(builder, animation);
    adding.move(head);
    Map<String, Blendshape> byName =
        shapes.stream().collect(Collectors.toMap(Blendshape::name, Function.identity()));
    List<Node> nodes = builder.gltf().getNodes();
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.get(node).getMesh() != null) {
        adding.weigh(node, builder.gltf().getMeshes().get(nodes.get(node).getMesh()), byName);
      }
    }
    adding.gltf.setName("track");
    GlTF document = builder.gltf();
    document.addAnimations(adding.gltf);
  }

  private void move(int head) {
    List<FaceAnimation.Key> keys = animation.keys();
    float[] rotations = new float[4 * keys.size()];
    float[] translations = new float[3 * keys.size()];
    Quaternionf last = new Quaternionf();
    for (int i = 0; i < keys.size(); i++) {
      HeadPose pose = keys.get(i).pose();
      Quaternionf q = new Quaternionf().rotationZYX(pose.rz(), pose.ry(), pose.rx()).normalize();
      if (q.dot(last) < 0) {
        q.set(-q.x, -q.y, -q.z, -q.w); // the same rotation, the short way from the last one
      }
      last = q;
      rotations[4 * i] = q.x;
      rotations[4 * i + 1] = q.y;
      rotations[4 * i + 2] = q.z;
      rotations[4 * i + 3] = q.w;
      translations[3 * i] = METRES * pose.tx();
      translations[3 * i + 1] = METRES * pose.ty();
      translations[3 * i + 2] = METRES * pose.tz();
    }
    channel(head, "rotation", builder.keys(rotations, "VEC4", 4, false));
    channel(head, "translation", builder.keys(translations, "VEC3", 3, false));
  }

  private void weigh(int node, Mesh mesh, Map<String, Blendshape> byName) {
    if (!(mesh.getExtras() instanceof Map<?, ?> extras)
        || !(extras.get("targetNames") instanceof List<?> names)) {
      return;
    }
    List<Blendshape> shapes = names.stream().map(name -> byName.get(String.valueOf(name))).toList();
    float[] weights = new float[shapes.size() * animation.keys().size()];
    int i = 0;
    for (FaceAnimation.Key key : animation.keys()) {
      for (Blendshape shape : shapes) {
        weights[i++] = shape.weight(key.expression());
      }
    }
    channel(node, "weights", builder.keys(weights, "SCALAR", 1, false));
  }

  private void channel(int node, String path, int output) {
    AnimationSampler sampler = new AnimationSampler();
    sampler.setInput(times);
    sampler.setOutput(output);
    sampler.setInterpolation("LINEAR");
    gltf.addSamplers(sampler);
    AnimationChannelTarget target = new AnimationChannelTarget();
    target.setNode(node);
    target.setPath(path);
    AnimationChannel channel = new AnimationChannel();
    channel.setSampler(gltf.getSamplers().size() - 1);
    channel.setTarget(target);
    gltf.addChannels(channel);
  }
}
