"""Trains the built-in model on what prepare.ts wrote; see README.md.

    /usr/bin/python3 train.py FOLDER --minutes 55

Ends by its own clock, of processor time: the learning rate falls linearly to 0 over the minutes given. Continues from
FOLDER/checkpoint.pt where there is one. Writes the loss curve and the settings to FOLDER/training.json, the weights to
FOLDER/weights.bin.
"""

import argparse
import json
import os
import time

import numpy
import torch
import torch.nn.functional as F

from model import Llama
from muon import Muon

ANSWER_BIT = 0x8000  # of a token in the training set: it is part of an answer
PAD = 2  # <|endoftext|>; never a target
POOL = 512  # examples that are sorted by length together, so that a batch has little padding
N_VALIDATION = 96


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--embd", type=int, default=256)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--heads-kv", type=int, default=2)
    parser.add_argument("--ff", type=int, default=512)
    parser.add_argument("--ctx", type=int, default=1024)
    parser.add_argument("--vocab", type=int, default=2048)
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--muon-rate", type=float, default=0.02)
    parser.add_argument("--adam-rate", type=float, default=3e-3)
    parser.add_argument("--prompt-weight", type=float, default=0.25)
    parser.add_argument("--clip", type=float, default=1.0)
    parser.add_argument("--warm-up", type=int, default=60, help="steps")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    return parser.parse_args()


class TrainingSet:
    """Examples one after another in tokens (u16, ANSWER_BIT set in answers), their lengths beside them (u16)."""

    def __init__(self, path, n_ctx):
        self.tokens = numpy.memmap(path + ".tokens", dtype=numpy.uint16, mode="r")
        lengths = numpy.fromfile(path + ".lengths", dtype=numpy.uint16).astype(numpy.int64)
        starts = numpy.concatenate(([0], numpy.cumsum(lengths)[:-1]))
        fits = lengths <= n_ctx
        self.examples = list(zip(starts[fits].tolist(), lengths[fits].tolist()))

    def batches(self, batch_tokens, generator, seen):
        """Endless; (batch, examples seen so far). `seen`: where to go on."""
        while True:
            at = seen % len(self.examples)
            pool = sorted(self.examples[at : at + POOL], key=lambda example: example[1])
            seen += len(pool)
            rows = []
            batches = []
            for example in pool:
                if rows and (len(rows) + 1) * example[1] > batch_tokens:
                    batches.append(rows)
                    rows = []
                rows.append(example)
            batches.append(rows)
            generator.shuffle(batches)
            for batch in batches:
                yield self.collate(batch), seen

    def collate(self, rows):
        """ids [rows, positions], padded; is_answer, the same shape."""
        width = max(length for _, length in rows)
        packed = numpy.full((len(rows), width), PAD, dtype=numpy.uint16)
        for row, (start, length) in enumerate(rows):
            packed[row, :length] = self.tokens[start : start + length]
        ids = torch.from_numpy((packed & (ANSWER_BIT - 1)).astype(numpy.int64))
        return ids, torch.from_numpy((packed & ANSWER_BIT) != 0)


def loss_of(model, ids, is_answer, prompt_weight):
    """Answers count in full; of the prompts' tokens a random share is taken."""
    inputs, targets, is_answer = ids[:, :-1], ids[:, 1:], is_answer[:, 1:]
    weight = is_answer.float() + prompt_weight * (~is_answer & (targets != PAD)).float()
    chosen = torch.rand_like(weight) < weight
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.logits(model(inputs)[chosen]).float()
    # cross_entropy's log_softmax is three times as slow on a processor.
    right = logits.gather(1, targets[chosen][:, None])[:, 0]
    return (logits.logsumexp(1) - right).mean()


@torch.no_grad()
def validate(model, batch):
    ids, is_answer = batch
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.logits(model(ids[:, :-1])[is_answer[:, 1:]]).float()
    targets = ids[:, 1:][is_answer[:, 1:]]
    return F.cross_entropy(logits, targets).item(), (logits.argmax(-1) == targets).float().mean().item()


def write_weights(model, folder):
    """All tensors as f32, one after another; names and shapes in weights.json."""
    tensors = {name: tensor.detach().float().contiguous() for name, tensor in model.tensors().items()}
    with open(os.path.join(folder, "weights.bin"), "wb") as file:
        for tensor in tensors.values():
            file.write(tensor.numpy().tobytes())
    shapes = [{"name": name, "shape": list(tensor.shape)} for name, tensor in tensors.items()]
    hparams = {"nLayer": model.n_layer, "nHead": model.n_head, "nHeadKv": model.n_head_kv}
    with open(os.path.join(folder, "weights.json"), "w") as file:
        json.dump({"hparams": hparams, "tensors": shapes}, file)


def main():
    options = arguments()
    torch.set_num_threads(options.threads)

    def clock():
        """Seconds a core: a busy machine, or a pause, does not shorten the training."""
        return time.process_time() / options.threads

    torch.manual_seed(options.seed)
    folder = options.folder
    model = Llama(
        options.vocab, options.embd, options.layers, options.heads, options.heads_kv, options.ff, options.ctx
    )
    muon = Muon(model.matrices(), lr=options.muon_rate)
    adam = torch.optim.AdamW(model.vectors(), lr=options.adam_rate, betas=(0.9, 0.95), weight_decay=0.0)
    rates = ((muon, options.muon_rate), (adam, options.adam_rate))
    progress = {"step": 0, "tokens": 0, "seen": 0, "seconds": 0.0}
    curve = []

    checkpoint = os.path.join(folder, "checkpoint.pt")
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        muon.load_state_dict(saved["muon"])
        adam.load_state_dict(saved["adam"])
        progress, curve = saved["progress"], saved["curve"]
        torch.manual_seed(options.seed + progress["step"])

    def save():
        state = {"model": model.state_dict(), "muon": muon.state_dict(), "adam": adam.state_dict()}
        torch.save({**state, "progress": progress, "curve": curve}, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)
        write_weights(model, folder)
        settings = {**vars(options), "parameters": sum(p.numel() for p in model.parameters())}
        del settings["folder"]
        with open(os.path.join(folder, "training.json"), "w") as file:
            json.dump({"settings": settings, "progress": progress, "curve": curve}, file, indent=1)

    training_set = TrainingSet(os.path.join(folder, "train"), options.ctx)
    held_out = TrainingSet(os.path.join(folder, "heldOut"), options.ctx)
    validation = held_out.collate(held_out.examples[:N_VALIDATION])
    generator = numpy.random.default_rng(options.seed + progress["step"])
    batches = training_set.batches(options.batch_tokens, generator, progress["seen"])

    budget = options.minutes * 60
    last_saved = progress["seconds"]
    losses = []
    before = clock()
    while progress["seconds"] < budget:
        (ids, is_answer), progress["seen"] = next(batches)
        warm = min(1, (progress["step"] + 1) / options.warm_up)
        share = warm * (1 - progress["seconds"] / budget)
        for optimizer, rate in rates:
            for group in optimizer.param_groups:
                group["lr"] = rate * share
        loss = loss_of(model, ids, is_answer, options.prompt_weight)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip)
        for optimizer, _ in rates:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        progress["step"] += 1
        progress["tokens"] += int((ids != PAD).sum())
        now = clock()
        progress["seconds"] += now - before
        before = now
        if progress["step"] % 100 == 0:
            held_out_loss, accuracy = validate(model, validation)
            point = {
                "step": progress["step"],
                "minutes": round(progress["seconds"] / 60, 2),
                "tokens": progress["tokens"],
                "loss": round(sum(losses) / len(losses), 4),
                "heldOutLoss": round(held_out_loss, 4),
                "heldOutAccuracy": round(accuracy, 4),
            }
            curve.append(point)
            losses = []
            print(json.dumps(point), flush=True)
        if progress["seconds"] - last_saved > options.checkpoint_minutes * 60:
            last_saved = progress["seconds"]
            save()
    save()


if __name__ == "__main__":
    main()
