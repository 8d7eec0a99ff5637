"""The small generator of parity-inputs.ts, draw by draw."""
import math

MASK = 0xFFFFFFFF


class Draws:
    def __init__(self, family, index):
        self.state = (((index + 1) * 2654435761) ^ ((family + 1) * 40503)) & MASK or 1
        for _ in range(8):
            self.uniform()

    def uniform(self):
        x = self.state
        x ^= (x << 13) & MASK
        x ^= x >> 17
        x ^= (x << 5) & MASK
        self.state = x
        return x / 4294967296

    def integer(self, below):
        return math.floor(self.uniform() * below)

    def normal(self):
        total = 0.0
        for _ in range(12):
            total += self.uniform()
        return total - 6
