"""Muon (Keller Jordan, 2024): momentum whose update is made nearly orthogonal, for matrices."""

import torch

MOMENTUM = 0.95
WEIGHT_DECAY = 0.1


class Muon(torch.optim.Optimizer):
    def __init__(self, matrices, lr):
        super().__init__(matrices, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            by_shape = {}
            for matrix in group["params"]:
                momentum = self.state[matrix].setdefault("momentum", torch.zeros_like(matrix))
                momentum.lerp_(matrix.grad, 1 - MOMENTUM)
                update = matrix.grad.lerp(momentum, MOMENTUM)
                by_shape.setdefault(matrix.shape, []).append((matrix, update))
            for (rows, columns), pairs in by_shape.items():
                updates = orthogonal(torch.stack([update for _, update in pairs]))
                scale = -group["lr"] * max(1, rows / columns) ** 0.5
                for (matrix, _), update in zip(pairs, updates):
                    matrix.mul_(1 - group["lr"] * WEIGHT_DECAY).add_(update, alpha=scale)


def orthogonal(batch):
    """[n, rows, columns] -> the nearest matrices with all singular values near 1: five Newton-Schulz steps."""
    tall = batch.shape[1] > batch.shape[2]
    x = batch.transpose(1, 2).contiguous() if tall else batch
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x.transpose(1, 2) if tall else x).float()
