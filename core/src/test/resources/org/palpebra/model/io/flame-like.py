"""Writes flame-like.npz, flame-like-landmarks.npz and flame-like.json: a made-up model with FLAME's
array names, and its vertices posed by general linear blend skinning (NumPy, double precision)."""
import json
import numpy as np

V, K, J = 11, 303, 5
rng = np.random.default_rng(7)


def coarse(*shape):  # few bits, so that the file is small
    return rng.integers(-32, 33, shape) / 1024


template = coarse(V, 3) * 4
weights = rng.integers(1, 9, (V, J)).astype(np.float64)
weights[:3, :] = [0, 0, 0, 1, 0]
weights[3:6, :] = [0, 0, 0, 0, 1]
weights /= weights.sum(1, keepdims=True)
regressor = rng.integers(1, 9, (J, V)).astype(np.float64)
regressor /= regressor.sum(1, keepdims=True)
parents = np.array([4294967295, 0, 1, 1, 1], np.uint32)
shapedirs = np.zeros((V, 3, K))
shapedirs[:, :, :2] = coarse(V, 3, 2)
shapedirs[:, :, -3:] = coarse(V, 3, 3)
posedirs = coarse(V, 3, 36) / 16
faces = np.array([[i, (i + 1) % V, (i + 4) % V] for i in range(V)], np.uint32)
np.savez_compressed(
    "flame-like.npz", v_template=template.astype(np.float32), f=faces,
    shapedirs=np.asfortranarray(shapedirs), posedirs=posedirs, weights=weights,
    J_regressor=regressor, kintree_table=np.stack([parents, np.arange(J, dtype=np.uint32)]))

bary = rng.integers(1, 9, (1, 68, 3)).astype(np.float64)
bary /= bary.sum(2, keepdims=True)
full = rng.integers(0, V, (1, 68))
dynamic_bary = rng.integers(1, 9, (4, 17, 3)).astype(np.float64)
dynamic_bary /= dynamic_bary.sum(2, keepdims=True)
dynamic = rng.integers(0, V, (4, 17)).astype(np.int32)
np.savez("flame-like-landmarks.npz", full_lmk_faces_idx=full, full_lmk_bary_coords=bary,
         dynamic_lmk_faces_idx=dynamic, dynamic_lmk_bary_coords=dynamic_bary)


def rodrigues(r):
    angle = np.linalg.norm(r)
    if angle == 0:
        return np.eye(3)
    x, y, z = r / angle
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def posed(pose):
    rotations = np.stack([rodrigues(r) for r in pose])
    v = template.astype(np.float32).astype(float)
    joints = regressor @ v
    v = v + posedirs @ (rotations[1:] - np.eye(3)).ravel()
    world = []
    for j in range(J):
        local = np.eye(4)
        local[:3, :3] = rotations[j]
        parent = int(parents[j])
        local[:3, 3] = joints[j] - (joints[parent] if j else 0)
        world.append(world[parent] @ local if j else local)
    for j in range(J):
        world[j] = world[j].copy()
        world[j][:3, 3] -= world[j][:3, :3] @ joints[j]
    blended = np.einsum("vj,jab->vab", weights, np.stack(world))
    return np.einsum("vab,vb->va", blended, np.c_[v, np.ones(V)])[:, :3], joints


def turned(joint, rotation):
    pose = np.zeros((J, 3))
    pose[joint] = rotation
    return posed(pose)[0] * 1000


def corner(face, b):
    p = b @ template[faces[face]]
    d = np.linalg.norm(template[faces[face]] - p, axis=1)
    return int(faces[face][d.argmin()]), 1000 * d.min()


turns = {"jawOpen": (2, [0.35, 0, 0]), "jawLeft": (2, [0, 0.1, 0]), "jawRight": (2, [0, -0.1, 0]),
         "eyeLookDownLeft": (3, [0.5, 0, 0]), "eyeLookUpLeft": (3, [-0.5, 0, 0]),
         "eyeLookOutLeft": (3, [0, 0.5, 0]), "eyeLookInLeft": (3, [0, -0.5, 0]),
         "eyeLookDownRight": (4, [0.5, 0, 0]), "eyeLookUpRight": (4, [-0.5, 0, 0]),
         "eyeLookOutRight": (4, [0, -0.5, 0]), "eyeLookInRight": (4, [0, 0.5, 0])}
rest = turned(2, [0, 0, 0])
error = max(
    np.linalg.norm((turned(j, r) + rest) / 2 - turned(j, np.array(r) / 2), axis=1).max()
    for j, r in turns.values())
found = [corner(f, b) for f, b in zip(full[0], bary[0])]
sliding = [[corner(f, b) for f, b in zip(*row)] for row in zip(dynamic, dynamic_bary)]
json.dump({
    "turned": {name: turned(j, r).ravel().round(5).tolist() for name, (j, r) in turns.items()},
    "jointErrorMm": round(float(error), 5),
    "landmarks": [v for v, _ in found],
    "landmarkErrorMm": round(max(d for row in [found] + sliding for _, d in row), 5),
    "leftEye": (1000 * posed(np.zeros((J, 3)))[1][3]).round(4).tolist(),
    "shapedirs": [float(1000 * shapedirs[7, 1, 1]), float(1000 * shapedirs[7, 1, 302])],
}, open("flame-like.json", "w"))
