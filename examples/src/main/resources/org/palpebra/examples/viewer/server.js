/** Asks the server; every failure is an Error whose message is for the user. */

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (e) {
    throw new Error('The viewer does not answer. Is it still running?');
  }
  if (!answer.ok) {
    const body = await answer.json().catch(() => ({}));
    throw new Error(body.error ?? `The viewer answered ${answer.status}.`);
  }
  return answer;
}

const json = async (path, options) => (await ask(path, options)).json();

export const photoPath = (id, file) => `/api/photos/${id}${file ? '/' + file : ''}`;

/** {bytes, pixels, waiting, kept} */
export const limits = () => json('/api/limits');

/** Sends a photo; gives the job. */
export function upload(file) {
  return json('/api/photos', {
    method: 'POST',
    body: file,
    headers: {
      'Content-Type': file.type.startsWith('image/') ? file.type : 'application/octet-stream',
      'X-Photo-Name': encodeURIComponent(file.name),
    },
  });
}

/** {id, name, state: waiting | working | done | failed, stages: [{name, seconds}], error} */
export const job = (id) => json(photoPath(id));

/** What `palpebra reconstruct` writes as NAME.json. */
export const result = (id) => json(photoPath(id, 'result.json'));

/** {width, height} of the photo in pixels, in which the boxes of faces are meant. */
export const size = (id) => json(photoPath(id, 'photo.json'));

/** Bytes of a file that was made. */
export const bytes = async (id, file) => (await ask(photoPath(id, file))).arrayBuffer();

/** Forgets a photo and what was made of it. */
export const forget = (id) => ask(photoPath(id), {method: 'DELETE'});
