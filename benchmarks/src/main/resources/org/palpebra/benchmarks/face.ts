class Program(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Program,
    identity: Tensor, expression: Tensor, albedo: Tensor, angles: Tensor, gamma: Tensor,
    translation: Tensor, mean_shape: Tensor, identity_base: Tensor, expression_base: Tensor,
    mean_albedo: Tensor, albedo_base: Tensor, triangles: Tensor, around: Tensor,
    keypoints: Tensor, projection: Tensor, distance: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    shape = (torch.einsum("ij,aj->ai", [identity_base, identity])
      + torch.einsum("ij,aj->ai", [expression_base, expression]) + mean_shape).reshape([1, -1, 3])
    rotation = self.rotation(angles)
    posed = torch.matmul(shape, rotation) + translation.unsqueeze(1)
    camera = torch.cat([posed[:, :, 0:2], distance - posed[:, :, 2:3]], 2)
    projected = torch.matmul(camera[:, keypoints], projection)
    landmarks = projected[:, :, 0:2] / projected[:, :, 2:3]
    texture = (torch.einsum("ij,aj->ai", [albedo_base, albedo]) + mean_albedo).reshape([1, -1, 3])
    normals = torch.matmul(self.normals(shape, triangles, around), rotation)
    return (posed, self.colours(texture, normals, gamma), landmarks)
  def rotation(self: __torch__.Program, angles: Tensor) -> Tensor:
    one = torch.ones([1, 1])
    zero = torch.zeros([1, 1])
    x = angles[:, 0:1]
    y = angles[:, 1:2]
    z = angles[:, 2:3]
    about_x = torch.cat([one, zero, zero, zero, torch.cos(x), -torch.sin(x),
      zero, torch.sin(x), torch.cos(x)], 1).reshape([1, 3, 3])
    about_y = torch.cat([torch.cos(y), zero, torch.sin(y), zero, one, zero,
      -torch.sin(y), zero, torch.cos(y)], 1).reshape([1, 3, 3])
    about_z = torch.cat([torch.cos(z), -torch.sin(z), zero, torch.sin(z), torch.cos(z), zero,
      zero, zero, one], 1).reshape([1, 3, 3])
    return torch.matmul(torch.matmul(about_z, about_y), about_x).permute([0, 2, 1])
  def normalised(self: __torch__.Program, x: Tensor) -> Tensor:
    return x / torch.clamp_min(torch.norm(x, 2, [-1], True), 1e-12)
  def normals(self: __torch__.Program, shape: Tensor, triangles: Tensor, around: Tensor) -> Tensor:
    a = shape[:, triangles[:, 0]]
    b = shape[:, triangles[:, 1]]
    c = shape[:, triangles[:, 2]]
    faces = self.normalised(torch.cross(a - b, b - c, -1))
    faces = torch.cat([faces, torch.zeros([1, 1, 3])], 1)
    return self.normalised(torch.sum(faces[:, around], [2]))
  def colours(self: __torch__.Program, texture: Tensor, normals: Tensor, gamma: Tensor) -> Tensor:
    light = gamma.reshape([1, 3, 9]) + torch.tensor([0.8, 0., 0., 0., 0., 0., 0., 0., 0.])
    light = light.permute([0, 2, 1])
    x = normals[:, :, 0:1]
    y = normals[:, :, 1:2]
    z = normals[:, :, 2:3]
    harmonics = torch.cat([
      0.886226925452758 * torch.ones_like(x),
      -1.772453850905516 * y,
      1.772453850905516 * z,
      -1.772453850905516 * x,
      2.427032390694624 * x * y,
      -2.427032390694624 * y * z,
      0.700623902049741 * (3. * z * z - 1.),
      -2.427032390694624 * x * z,
      1.213516195347312 * (x * x - y * y)], 2)
    return torch.matmul(harmonics, light) * texture
