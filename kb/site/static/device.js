// What is kept on the reader's device. Where they do not want that, nothing is, and nothing fails.
export function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function write(name, text) {
  try {
    if (text) localStorage.setItem(name, text);
    else localStorage.removeItem(name);
  } catch { /* storage is off or full: it holds for this page */ }
}

export function kept(name, otherwise) {
  try {
    return JSON.parse(read(name)) ?? otherwise;
  } catch {
    return otherwise; // not what we wrote
  }
}

export function keep(name, value) {
  write(name, JSON.stringify(value));
}
