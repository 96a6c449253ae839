class Program(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Program, texture: Tensor, normals: Tensor, gamma: Tensor) -> Tensor:
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
