// Numbers pairs of numbers in the order in which they come up: open addressing over typed arrays, since a trace of a
// million spans has as many pairs and a key of a `Map` for each would cost half a second.

const FIRST_SLOTS = 64;

/** Numbers pairs of whole numbers of 32 bits, from 0. */
export class PairIndex {
  /** One more than the number of the pair in a slot; 0 for an empty slot. */
  #slots = new Int32Array(FIRST_SLOTS);
  #first = new Int32Array(FIRST_SLOTS / 2);
  #second = new Int32Array(FIRST_SLOTS / 2);
  #size = 0;

  /** How many different pairs there were. */
  get size(): number {
    return this.#size;
  }

  /** The number of a pair, which is the next one where the pair is new. */
  number(first: number, second: number): number {
    let slot = this.#slotOf(first, second);
    const found = this.#slots[slot] as number;
    if (found > 0) return found - 1;
    if (this.#size === this.#first.length) {
      this.#grow();
      slot = this.#slotOf(first, second);
    }
    const number = this.#size++;
    this.#first[number] = first;
    this.#second[number] = second;
    this.#slots[slot] = number + 1;
    return number;
  }

  firstOf(number: number): number {
    return this.#first[number] as number;
  }

  secondOf(number: number): number {
    return this.#second[number] as number;
  }

  #slotOf(first: number, second: number): number {
    let hash = Math.imul(first, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + second, 0xc2b2ae35);
    hash ^= hash >>> 13;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) return slot;
      if (this.#first[number] === first && this.#second[number] === second) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const capacity = this.#first.length * 2;
    const [first, second] = [this.#first, this.#second];
    this.#first = new Int32Array(capacity);
    this.#first.set(first);
    this.#second = new Int32Array(capacity);
    this.#second.set(second);
    this.#slots = new Int32Array(capacity * 2);
    for (let number = 0; number < this.#size; number++) {
      this.#slots[this.#slotOf(first[number] as number, second[number] as number)] = number + 1;
    }
  }
}
