/** The head in 3D: loads a GLB, turns, zooms and morphs it. Draws only when something changed. */

import * as THREE from 'three';
import {GLTFLoader} from 'three/addons/loaders/GLTFLoader.js';
import {OrbitControls} from 'three/addons/controls/OrbitControls.js';

const FIELD_OF_VIEW = 22; // degrees: a portrait lens
const TURN = 0.12; // radians per arrow key
const NEAR = 5; // distances of the eyes from each other
const ZOOM = 1.12; // per plus or minus key

export class Head {
  #renderer;
  #scene = new THREE.Scene();
  #camera = new THREE.PerspectiveCamera(FIELD_OF_VIEW, 1, 0.05, 10);
  #controls;
  #model = null;
  #pending = false;
  #wanted = 0;

  /** Throws where there is no WebGL. */
  constructor(canvas) {
    this.#renderer = new THREE.WebGLRenderer({canvas, antialias: true, alpha: true});
    this.#renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.enablePan = false;
    this.#controls.addEventListener('change', () => this.#draw());
    // the photo's light is in the texture already: much even light, a little to show the shape
    const lamp = new THREE.DirectionalLight(0xffffff, 0.9);
    lamp.position.set(0.3, 0.5, 1);
    this.#camera.add(lamp);
    this.#scene.add(this.#camera, new THREE.AmbientLight(0xffffff, 2.4));
    canvas.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#resize(canvas)).observe(canvas);
  }

  /**
   * Shows another GLB, in the same view; false if meanwhile something else was asked for.
   *
   * @param bytes promise of an ArrayBuffer
   */
  async show(bytes) {
    const mine = ++this.#wanted;
    const gltf = await new GLTFLoader().parseAsync(await bytes, '');
    if (mine !== this.#wanted) {
      return false;
    }
    this.#replace(gltf.scene);
    return true;
  }

  /** Takes the head away. */
  clear() {
    this.#wanted++;
    this.#replace(null);
  }

  #replace(model) {
    this.#model?.traverse((node) => {
      node.geometry?.dispose();
      node.material?.map?.dispose();
      node.material?.dispose();
    });
    this.#model?.removeFromParent();
    this.#model = model;
    if (model) {
      this.#scene.add(model);
    }
    this.#draw();
  }

  /** Looks at the face from the front. */
  front() {
    if (!this.#model) {
      return;
    }
    this.#resize(this.#renderer.domElement);
    const box = this.#bounds();
    const center = box.getCenter(new THREE.Vector3());
    const size = box.getSize(new THREE.Vector3());
    const half = Math.max(size.y, size.x / Math.max(this.#camera.aspect, 0.1)) / 2;
    const distance = 1.08 * half / Math.tan(THREE.MathUtils.degToRad(FIELD_OF_VIEW / 2)) + size.z / 2;
    this.#controls.minDistance = 0.2 * distance;
    this.#controls.maxDistance = 2.5 * distance;
    this.#look(center, distance);
  }

  /** Looks at the eyes from near; false where the model has no eyeballs of their own. */
  eyes() {
    const balls = ['leftEyeball', 'rightEyeball'].map((name) => this.#model?.getObjectByName(name));
    if (balls.includes(undefined)) {
      return false;
    }
    const [left, right] = balls.map((ball) => ball.getWorldPosition(new THREE.Vector3()));
    this.#look(left.clone().add(right).divideScalar(2), NEAR * left.distanceTo(right));
    return true;
  }

  #look(target, distance) {
    this.#controls.target.copy(target);
    this.#camera.position.copy(target).add(new THREE.Vector3(0, 0, distance));
    this.#controls.update();
    this.#draw();
  }

  /** Of the head as it is at rest; three.js would add all that every blendshape could do. */
  #bounds() {
    const box = new THREE.Box3();
    this.#model.updateMatrixWorld();
    this.#model.traverse((node) => {
      if (node.isMesh) {
        const part = new THREE.Box3().setFromBufferAttribute(node.geometry.attributes.position);
        box.union(part.applyMatrix4(node.matrixWorld));
      }
    });
    return box;
  }

  /** Weights by blendshape, as they stand. */
  weights() {
    const weights = new Map();
    this.#morphing((mesh, name, index) => {
      if (!weights.has(name)) {
        weights.set(name, mesh.morphTargetInfluences[index]);
      }
    });
    return weights;
  }

  /** Sets one blendshape. */
  morph(shape, weight) {
    this.#morphing((mesh, name, index) => {
      if (name === shape) {
        mesh.morphTargetInfluences[index] = weight;
      }
    });
    this.#draw();
  }

  #morphing(visit) {
    this.#model?.traverse((node) => {
      for (const [name, index] of Object.entries(node.morphTargetDictionary ?? {})) {
        visit(node, name, index);
      }
    });
  }

  #key(event) {
    const turns = {ArrowLeft: [-TURN, 0], ArrowRight: [TURN, 0], ArrowUp: [0, -TURN], ArrowDown: [0, TURN]};
    const zooms = {'+': 1 / ZOOM, '=': 1 / ZOOM, '-': ZOOM};
    const turn = turns[event.key];
    const zoom = zooms[event.key];
    if (!this.#model || event.ctrlKey || event.metaKey || event.altKey || !(turn || zoom)) {
      return;
    }
    event.preventDefault();
    const offset = new THREE.Spherical().setFromVector3(
        this.#camera.position.clone().sub(this.#controls.target));
    offset.theta += turn?.[0] ?? 0;
    offset.phi += turn?.[1] ?? 0;
    offset.radius *= zoom ?? 1;
    this.#camera.position.setFromSpherical(offset.makeSafe()).add(this.#controls.target);
    this.#controls.update();
  }

  #resize(canvas) {
    const {clientWidth: width, clientHeight: height} = canvas;
    const shown = this.#renderer.getSize(new THREE.Vector2());
    if (width === shown.x && height === shown.y) {
      return;
    }
    if (width > 0 && height > 0) {
      this.#renderer.setSize(width, height, false);
      this.#camera.aspect = width / height;
      this.#camera.updateProjectionMatrix();
      this.#draw();
    }
  }

  #draw() {
    if (!this.#pending) {
      this.#pending = true;
      requestAnimationFrame(() => {
        this.#pending = false;
        this.#renderer.render(this.#scene, this.#camera);
      });
    }
  }
}
