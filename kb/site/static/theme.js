// Before anything is painted: the appearance that was chosen on this device, and its calendar. Not a module, since modules wait.
(() => {
  try {
    for (const name of ['theme', 'contrast', 'text', 'calendar']) {
      const chosen = localStorage.getItem(name);
      if (chosen) document.documentElement.dataset[name] = chosen;
    }
  } catch { /* storage is off: as on this device */ }
})();
