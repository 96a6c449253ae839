/** The numbers of the eyes, and who measured them. */

const ROLES = ['Detector', 'Regressor', 'Eye state', 'Face model'];
const percent = (share) => `${Math.round(100 * share)} %`;

const element = (tag, text, attributes = {}) =>
    Object.assign(document.createElement(tag), {textContent: text}, attributes);

function row(title, eyes, read, chosen = false) {
  const line = document.createElement('tr');
  line.classList.toggle('chosen', chosen);
  const cells = [eyes.right, eyes.left].map((eye) => element('td', read(eye)));
  line.append(element('th', title, {scope: 'row'}), ...cells);
  return line;
}

/** Fills the table of one face's eyes; the openness of the head that is shown stands out. */
export function showEyes(body, face, elam) {
  body.replaceChildren(
      row('The photo shows', face.eyes, (eye) => eye.decision),
      row('P(closed)', face.eyes, (eye) => eye.closed.toFixed(3)),
      row('Openness before ELAM', face.eyes, (eye) => percent(eye.regressedOpenness), !elam),
      row('Openness after ELAM', face.eyes, (eye) => percent(eye.openness), elam),
      row('Lids after ELAM', face.eyes, (eye) => eye.lids));
}

/** Lists device and models. */
export function showModels(list, face) {
  const entries = [['Device', face.device]];
  face.models.forEach((model, i) => {
    entries.push([ROLES[i], `${model.name} on ${model.device} (${model.provider}), ${model.licence}`]);
  });
  list.replaceChildren(...entries.flatMap(([term, text]) => [element('dt', term), element('dd', text)]));
}
