"""The architecture `llama` of llama.cpp, as small as it may be, for training."""

import math

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-5
ROPE_BASE = 10000.0


class Llama(nn.Module):
    def __init__(self, n_vocab, n_embd, n_layer, n_head, n_head_kv, n_ff, n_ctx):
        super().__init__()
        self.n_layer, self.n_head, self.n_head_kv = n_layer, n_head, n_head_kv
        self.head_size = n_embd // n_head
        n_kv = n_head_kv * self.head_size

        def matrix(rows, columns, scale=1.0):
            return nn.Parameter(torch.randn(rows, columns) * columns**-0.5 * 0.6 * scale)

        def ones():
            return nn.Parameter(torch.ones(n_embd))

        layers = range(n_layer)
        into_residual = 1 / math.sqrt(2 * n_layer)
        self.embedding = nn.Parameter(torch.randn(n_vocab, n_embd) * 0.02)  # the output's too
        self.attention_norm = nn.ParameterList([ones() for _ in layers])
        self.qkv = nn.ParameterList([matrix(n_embd + 2 * n_kv, n_embd) for _ in layers])
        self.attention_out = nn.ParameterList([matrix(n_embd, n_embd, into_residual) for _ in layers])
        self.ffn_norm = nn.ParameterList([ones() for _ in layers])
        self.gate_up = nn.ParameterList([matrix(2 * n_ff, n_embd) for _ in layers])
        self.down = nn.ParameterList([matrix(n_embd, n_ff, into_residual) for _ in layers])
        self.output_norm = ones()

        exponents = torch.arange(0, self.head_size, 2).float() / self.head_size
        angles = torch.arange(n_ctx).float()[:, None] * ROPE_BASE ** -exponents[None]
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        self.register_buffer("future", torch.full((n_ctx, n_ctx), float("-inf")).triu(1), persistent=False)

    def matrices(self):
        """What Muon trains; the rest is for AdamW."""
        return [*self.qkv, *self.attention_out, *self.gate_up, *self.down]

    def vectors(self):
        return [self.embedding, *self.attention_norm, *self.ffn_norm, self.output_norm]

    def forward(self, ids):
        """ids [rows, positions] -> normed hidden states [rows, positions, n_embd]"""
        rows, positions = ids.shape
        n_kv = self.n_head_kv * self.head_size
        x = F.embedding(ids, self.embedding)
        future = self.future[:positions, :positions]
        for layer in range(self.n_layer):
            h = rms_norm(x, self.attention_norm[layer])
            q, k, v = F.linear(h, self.qkv[layer]).split((self.n_head * self.head_size, n_kv, n_kv), -1)
            q = self.rotate(q.view(rows, positions, self.n_head, self.head_size).transpose(1, 2))
            k = self.rotate(k.view(rows, positions, self.n_head_kv, self.head_size).transpose(1, 2))
            v = v.view(rows, positions, self.n_head_kv, self.head_size).transpose(1, 2)
            group = self.n_head // self.n_head_kv
            k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
            scores = torch.matmul(q * self.head_size**-0.5, k.transpose(-1, -2)) + future.to(q.dtype)
            attended = torch.matmul(scores.softmax(-1).to(v.dtype), v)
            x = x + F.linear(attended.transpose(1, 2).reshape(rows, positions, -1), self.attention_out[layer])
            h = rms_norm(x, self.ffn_norm[layer])
            gate, up = F.linear(h, self.gate_up[layer]).chunk(2, -1)
            x = x + F.linear(F.silu(gate) * up, self.down[layer])
        return rms_norm(x, self.output_norm)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding)

    def rotate(self, x):
        """Halves are rotated, which is fast here; `tensors` orders them as llama.cpp's pairs."""
        positions = x.shape[2]
        cos, sin = self.cos[:positions].to(x.dtype), self.sin[:positions].to(x.dtype)
        a, b = x.chunk(2, -1)
        return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)

    def tensors(self):
        """Name in a GGUF file -> tensor [rows, columns] or [columns]."""
        n_q, n_kv = self.n_head * self.head_size, self.n_head_kv * self.head_size
        out = {"token_embd.weight": self.embedding, "output_norm.weight": self.output_norm}
        for layer in range(self.n_layer):
            q, k, v = self.qkv[layer].split((n_q, n_kv, n_kv), 0)
            gate, up = self.gate_up[layer].chunk(2, 0)
            block = {
                "attn_norm": self.attention_norm[layer],
                "attn_q": self.halves_to_pairs(q),
                "attn_k": self.halves_to_pairs(k),
                "attn_v": v,
                "attn_output": self.attention_out[layer],
                "ffn_norm": self.ffn_norm[layer],
                "ffn_gate": gate,
                "ffn_up": up,
                "ffn_down": self.down[layer],
            }
            out.update({f"blk.{layer}.{name}.weight": tensor for name, tensor in block.items()})
        return out

    def halves_to_pairs(self, rows):
        half = self.head_size // 2
        heads = rows.view(-1, 2, half, rows.shape[1])
        return heads.transpose(1, 2).reshape(rows.shape)


def rms_norm(x, weight):
    return x * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + EPSILON) * weight
