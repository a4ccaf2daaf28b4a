// Reads server-sent events from the answer to a POST, which EventSource cannot send: one [name, data] after the other.
const END = '\n\n';

function read(block) {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
  return [fields.event, JSON.parse(fields.data)];
}

export async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    held += value;
    for (let end = held.indexOf(END); end >= 0; end = held.indexOf(END)) {
      yield read(held.slice(0, end));
      held = held.slice(end + END.length);
    }
  }
}
