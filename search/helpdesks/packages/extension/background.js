// The button in the toolbar opens the panel beside the page and, by being chosen, lets the extension look at that page.
// Firefox runs this as a script and has a sidebar, Chromium runs it as a service worker and has a side panel.
const api = globalThis.browser ?? globalThis.chrome;

function open(tab) {
  if (!api.sidePanel) return api.sidebarAction.open();
  api.sidePanel.setOptions({ tabId: tab.id, path: `panel.html?tab=${tab.id}`, enabled: true });
  return api.sidePanel.open({ tabId: tab.id });
}

api.action.onClicked.addListener((tab) => {
  open(tab);
  api.runtime.sendMessage({ opened: tab.id }).catch(() => {}); // nobody hears it before the first panel is open
});

api.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install') api.runtime.openOptionsPage();
});
