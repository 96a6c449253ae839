/** Ties the page together: one photo at a time, one of its faces, with ELAM or without. */

import * as server from './server.js';
import {Head} from './head.js';
import {Sliders} from './sliders.js';
import {showEyes, showModels} from './readouts.js';

const POLL = 250; // milliseconds
const BLINK = 320;
const CLOSE_UP = 1.8; // sides of a face's box

const $ = (id) => document.getElementById(id);
let limits = null;
let photo = null; // {id, name, size, faces, face, weights} of the photo that is shown
let turn = 0; // counts choices of photos, so that a late answer to an older one is dropped

const sliders = new Sliders((name, weight) => head?.morph(name, weight));
const head = openHead();

function openHead() {
  try {
    return new Head($('head'));
  } catch (e) {
    $('head').hidden = true;
    $('no-webgl').hidden = false;
    return null;
  }
}

function fail(message) {
  $('error').textContent = message;
  $('error').hidden = !message;
}

const millions = (count) => (count / 1e6).toLocaleString('en', {maximumFractionDigits: 1});
const accepted = () => `at most ${millions(limits.bytes)} MB and ${millions(limits.pixels)} million pixels`;

async function start() {
  limits = await server.limits();
  $('limits').textContent = `JPEG, PNG, WebP, BMP, GIF or TIFF, ${accepted()}. Photos stay in the viewer's memory.`;
}

async function choose(file) {
  const mine = ++turn;
  fail('');
  if (file.size > (limits?.bytes ?? Infinity)) {
    fail(`${file.name}: the file has ${millions(file.size)} MB: ${accepted()} are accepted; scale the photo down`);
    return;
  }
  try {
    showStages([{name: 'Sending'}]);
    const job = await finished(await server.upload(file), () => mine === turn);
    if (mine === turn && job.state === 'failed') {
      fail(job.error);
    } else if (mine === turn) {
      await show(job);
    } else {
      await server.forget(job.id);
    }
  } catch (e) {
    if (mine === turn) {
      $('progress').hidden = true;
      fail(e.message);
    }
  }
}

/** Waits until a job has ended, or is wanted no more. */
async function finished(job, wanted) {
  let now = job;
  while (now.state === 'waiting' || now.state === 'working') {
    if (!wanted()) {
      return now;
    }
    showStages(now.state === 'waiting' ? [{name: 'Waiting for other photos'}] : now.stages);
    await new Promise((go) => setTimeout(go, POLL));
    now = await server.job(job.id);
  }
  if (wanted()) {
    showStages(now.stages, now.state);
  }
  return now;
}

/** Lists what was done and is being done. @param ended null, or 'done' or 'failed' */
function showStages(stages, ended = null) {
  const lines = stages.map((stage, i) => {
    const line = document.createElement('li');
    const running = stage.seconds === undefined;
    line.textContent = stage.name + (running ? ' …' : ` ${stage.seconds.toFixed(2)} s`);
    line.classList.toggle('now', running);
    line.classList.toggle('failed', ended === 'failed' && i === stages.length - 1);
    return line;
  });
  $('stages').replaceChildren(...lines);
  const total = stages.reduce((sum, stage) => sum + (stage.seconds ?? 0), 0).toFixed(1);
  const words = {done: `Done in ${total} s`, failed: `Failed after ${total} s`};
  $('now').textContent = words[ended] ?? `${stages.at(-1)?.name ?? 'Starting'} …`;
  $('progress').open = ended !== 'done';
  $('progress').hidden = false;
}

async function show(job) {
  const [result, size] = await Promise.all([server.result(job.id), server.size(job.id)]);
  release();
  photo = {id: job.id, name: job.name, size, faces: result.faces, face: 0, weights: new Map()};
  $('name').textContent = job.name;
  $('result').hidden = false;
  document.body.classList.add('has-result');
  showChoice();
  head?.clear();
  await showFace(false);
  head?.front();
  $('result').scrollIntoView({block: 'nearest'});
}

/** Lets go of the photo that was shown. */
function release() {
  if (photo) {
    server.forget(photo.id).catch(() => {}); // it may have been forgotten already
    photo = null;
  }
}

function showChoice() {
  const labels = photo.faces.map((face, i) => {
    const label = document.createElement('label');
    const radio = Object.assign(document.createElement('input'), {type: 'radio', name: 'face', value: i, checked: i === 0});
    radio.addEventListener('change', () => chooseFace(i));
    label.append(radio, String(i + 1));
    return label;
  });
  $('faces').replaceChildren($('faces').firstElementChild, ...labels);
  $('faces').hidden = labels.length < 2;
}

function chooseFace(index) {
  photo.face = index;
  $('faces').querySelector(`[value="${index}"]`).checked = true;
  reshow(false);
}

/** The photo with or without the mesh, whole or only the chosen face, framed if there are others. */
function showPicture() {
  const {width, height} = photo.size;
  const picture = $('overlay');
  picture.setAttribute('href', server.photoPath(photo.id, $('mesh').checked ? overlay() : 'photo.png'));
  picture.setAttribute('width', width);
  picture.setAttribute('height', height);
  const close = $('close-up').checked;
  const face = photo.faces[photo.face].box;
  const side = CLOSE_UP * Math.max(face.width, face.height);
  const part = [face.x + (face.width - side) / 2, face.y + (face.height - side) / 2, side, side];
  picture.ownerSVGElement.setAttribute('viewBox', (close ? part : [0, 0, width, height]).join(' '));
  const size = Math.max(width, height) / 25;
  const framed = photo.faces.length > 1 && !close ? photo.faces : [];
  $('boxes').replaceChildren(...framed.flatMap((one, i) => frame(one.box, i, size)));
}

function frame({x, y, width, height}, index, size) {
  const rect = svg('rect', {x, y, width, height, class: index === photo.face ? 'chosen' : ''});
  rect.addEventListener('click', () => chooseFace(index));
  const number = svg('text', {x: x + size / 4, y: y + size, 'font-size': size, 'stroke-width': size / 8});
  number.textContent = index + 1;
  return [rect, number];
}

function svg(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

const elam = () => $('elam').checked;
const glb = () => `face-${photo.face + 1}${elam() ? '' : '-before'}.glb`;
const overlay = () => `overlay${elam() ? '' : '-before'}.png`;

/** Shows the chosen face as chosen. @param keep whether weights that the user has set stay */
async function showFace(keep) {
  const face = photo.faces[photo.face];
  showEyes($('eyes').tBodies[0], face, elam());
  showModels($('models'), face);
  showPicture();
  showDownloads();
  if (head) {
    await showHead(keep);
  }
}

async function showHead(keep) {
  $('figure').setAttribute('aria-busy', 'true');
  if (!await head.show(server.bytes(photo.id, glb()))) {
    return;
  }
  const weights = head.weights();
  const moved = keep ? sliders.moved() : new Map();
  if (!keep) {
    sliders.build($('sliders'), weights.keys());
  }
  photo.weights = weights;
  sliders.set(weights);
  apply(moved);
  $('figure').setAttribute('aria-busy', 'false');
}

function reshow(keep) {
  fail('');
  showFace(keep).catch((e) => fail(e.message));
}

function showDownloads() {
  const name = photo.name.replace(/\.[^.]*$/, '');
  const suffix = photo.faces.length > 1 ? `-face${photo.face + 1}` : '';
  const state = elam() ? '' : '-before-elam';
  const links = [
    ['Head (GLB)', glb(), `${name}${suffix}${state}.glb`],
    ['Overlay (PNG)', overlay(), `${name}-overlay${state}.png`],
    ['Numbers (JSON)', 'result.json', `${name}.json`],
  ].map(([text, file, download]) => {
    const item = document.createElement('li');
    item.append(Object.assign(document.createElement('a'), {textContent: text, href: server.photoPath(photo.id, file), download}));
    return item;
  });
  $('downloads').replaceChildren(...links);
}

/** Sets weights as if the user had. */
function apply(weights) {
  weights.forEach((weight, name) => head?.morph(name, weight));
  sliders.set(weights, true);
}

function blink() {
  const names = ['eyeBlinkLeft', 'eyeBlinkRight'];
  const before = head.weights();
  const begin = performance.now();
  const step = (now) => {
    const phase = Math.min(1, Math.max(0, now - begin) / BLINK);
    const closed = Math.sin(Math.PI * phase) ** 2;
    for (const name of names.filter((n) => before.has(n))) {
      head.morph(name, before.get(name) + closed * (1 - before.get(name)));
    }
    if (phase < 1) {
      requestAnimationFrame(step);
    }
  };
  requestAnimationFrame(step);
}

$('file').addEventListener('change', () => {
  if ($('file').files.length > 0) {
    choose($('file').files[0]);
    $('file').value = ''; // so that the same photo can be chosen again
  }
});
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  $('drop').classList.add('over');
});
for (const end of ['dragleave', 'drop']) {
  document.addEventListener(end, () => $('drop').classList.remove('over'));
}
document.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) {
    choose(event.dataTransfer.files[0]);
  } else {
    fail('That was not a file. Drop a photo.');
  }
});
document.addEventListener('paste', (event) => {
  if (event.clipboardData.files.length > 0) {
    choose(event.clipboardData.files[0]);
  }
});
$('elam').addEventListener('change', () => reshow(true));
$('mesh').addEventListener('change', showPicture);
$('close-up').addEventListener('change', showPicture);
$('front').addEventListener('click', () => head?.front());
$('near').addEventListener('click', () => head?.eyes() || fail('This model has no eyeballs of their own to look at.'));
$('as-photo').addEventListener('click', () => {
  photo.weights.forEach((weight, name) => head?.morph(name, weight));
  sliders.set(photo.weights);
});
$('neutral').addEventListener('click', () => apply(new Map([...photo.weights.keys()].map((name) => [name, 0]))));
$('blink').addEventListener('click', () => head && blink());
$('forget').addEventListener('click', () => {
  turn++;
  release();
  head?.clear();
  $('result').hidden = true;
  $('progress').hidden = true;
  document.body.classList.remove('has-result');
  $('file').focus();
});

start().catch((e) => fail(e.message));
