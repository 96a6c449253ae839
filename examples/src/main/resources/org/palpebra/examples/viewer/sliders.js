/** One slider per blendshape, in groups, the eyes first. */

const GROUPS = [
  ['Lids', /^eye(Blink|Squint|Wide)/],
  ['Gaze', /^eyeLook/],
  ['Brows', /^brow/],
  ['Jaw', /^jaw/],
  ['Mouth', /^mouth/],
  ['Cheeks, nose, tongue', /./],
];
const OPEN = ['Lids'];

/** Pairs first, the right one (at the left of the picture) before the left one, then the rest. */
function paired(names) {
  const stem = (name) => name.replace(/(Left|Right)$/, '');
  const stems = [...new Set(names.map(stem))];
  const pairs = stems.flatMap((name) => {
    const pair = [name + 'Right', name + 'Left'];
    return pair.every((one) => names.includes(one)) ? pair : [];
  });
  return [...pairs, ...names.filter((name) => !pairs.includes(name))];
}

/** eyeBlinkLeft: Eye blink left */
const words = (name) => {
  const text = name.replace(/([A-Z])/g, (letter) => ' ' + letter.toLowerCase());
  return text[0].toUpperCase() + text.slice(1);
};

export class Sliders {
  #sliders = new Map();
  #change;

  /** @param change called with blendshape and weight when the user moves a slider */
  constructor(change) {
    this.#change = change;
  }

  /** Builds the sliders anew. */
  build(parent, names) {
    this.#sliders.clear();
    const left = new Set(names);
    const groups = [];
    for (const [title, pattern] of GROUPS) {
      const members = paired([...left].filter((name) => pattern.test(name)));
      members.forEach((name) => left.delete(name));
      if (members.length > 0) {
        groups.push(this.#group(title, members));
      }
    }
    parent.replaceChildren(...groups);
  }

  #group(title, names) {
    const details = document.createElement('details');
    details.open = OPEN.includes(title);
    const summary = document.createElement('summary');
    summary.textContent = title;
    const group = document.createElement('div');
    group.className = 'group';
    group.append(...names.map((name) => this.#slider(name)));
    details.append(summary, group);
    return details;
  }

  #slider(name) {
    const label = document.createElement('label');
    label.className = 'slider';
    label.title = name;
    const input = document.createElement('input');
    input.type = 'range';
    input.min = 0;
    input.max = 1;
    input.step = 0.01;
    input.name = name;
    const output = document.createElement('output');
    label.append(words(name), output, input);
    input.addEventListener('input', () => {
      label.classList.add('moved');
      this.#print(output, input.valueAsNumber);
      this.#change(name, input.valueAsNumber);
    });
    this.#sliders.set(name, {label, input, output});
    return label;
  }

  #print(output, weight) {
    output.textContent = weight.toFixed(2);
  }

  /** Shows weights; the slider stops at its ends, the number does not. */
  set(weights, moved = false) {
    for (const [name, weight] of weights) {
      const slider = this.#sliders.get(name);
      slider.input.value = weight;
      slider.label.classList.toggle('moved', moved);
      this.#print(slider.output, weight);
    }
  }

  /** Weights that the user has set. */
  moved() {
    return new Map(
        [...this.#sliders]
            .filter(([, slider]) => slider.label.classList.contains('moved'))
            .map(([name, slider]) => [name, slider.input.valueAsNumber]));
  }
}
