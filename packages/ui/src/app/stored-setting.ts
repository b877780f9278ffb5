// Choices that outlive the page. Storage may be forbidden (private windows, policies): then they last until the page closes.

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(`clew.${name}`);
  } catch {
    return null;
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`clew.${name}`, value);
  } catch {
    // See above: nothing is lost but the memory of it.
  }
}
