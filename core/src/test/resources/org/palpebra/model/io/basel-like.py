"""Writes basel-like.h5 and prints what it holds: made-up numbers in the layout of the Basel Face
Models, chunked, deflated and shuffled by h5py, with double precision and a string of free length."""
import json
import h5py
import numpy as np

V, K = 70, 3
rng = np.random.default_rng(3)
chunked = dict(chunks=True, compression="gzip", shuffle=True)
points = rng.integers(-500, 500, (3, V)) / 8
with h5py.File("basel-like.h5", "w", libver=("v108", "v110")) as file:
    for group in ("shape", "expression", "color"):
        file.create_dataset(group + "/model/mean", data=rng.integers(-500, 500, 3 * V) / 8, **chunked)
        file.create_dataset(group + "/model/pcaBasis", data=rng.integers(-99, 99, (3 * V, K)) / 8, **chunked)
        file.create_dataset(group + "/model/pcaVariance", data=np.array([9.0, 4.0, 2.25]))
        file[group + "/version/majorVersion"] = np.int32(0)
        file[group + "/version/minorVersion"] = np.int32(9)
    file.create_dataset("shape/representer/points", data=points, **chunked)
    file.create_dataset("shape/representer/cells", data=rng.integers(0, V, (3, 99)), **chunked)
    file["metadata/landmarks/json"] = json.dumps(
        [{"id": "center.nose.tip", "coordinates": (points[:, 33] + 0.01).tolist()}])
with h5py.File("basel-like.h5") as file:
    mean = file["shape/model/mean"][()] + file["expression/model/mean"][()]
    print(mean[150], file["expression/model/pcaBasis"][150, 2], file["color/model/mean"][209],
          file["shape/representer/cells"][1, 98])
