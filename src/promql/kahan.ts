/** A sum that keeps the digits that rounding loses. Source: Neumaier 1974. The state is written in place. */
export class KahanSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const total = this.#sum + value;
    if (!Number.isFinite(total)) this.#lost = 0;
    else if (Math.abs(this.#sum) >= Math.abs(value)) this.#lost += this.#sum - total + value;
    else this.#lost += value - total + this.#sum;
    this.#sum = total;
  }

  scale(factor: number): void {
    this.#sum *= factor;
    this.#lost *= factor;
  }

  get total(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}

/**
 * Mean of values that stays finite where their sum would overflow: then it goes on as a running mean.
 * The state is written in place. Source: Prometheus 3 `avg` and `avg_over_time`.
 */
export class KahanMean {
  #sum = new KahanSum();
  #count = 0;
  #isRunning = false;

  add(value: number): void {
    this.#count++;
    if (!this.#isRunning) {
      const before = this.#sum.total;
      const overflows = this.#count > 1 && !Number.isFinite(before + value);
      if (!overflows || Number.isNaN(before + value) || !Number.isFinite(before)) {
        this.#sum.add(value);
        return;
      }
      this.#isRunning = true;
      this.#sum.scale(1 / (this.#count - 1));
    }
    this.#sum.scale((this.#count - 1) / this.#count);
    this.#sum.add(value / this.#count);
  }

  get mean(): number {
    return this.#isRunning ? this.#sum.total : this.#sum.total / this.#count;
  }
}
