const start = async () => {
  try {
    const wasm = fetch(WASM);
    const bundle = await import(SCRIPT);
    await bundle.default({ module_or_path: wasm });
    bundle.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) {
      const hydrate = bundle[island.dataset.component];
      if (!hydrate) continue;
      hydrate(island);
      island.dataset.hydrated = "";
    }
    document.body.dataset.hydrated = "";
  } catch (error) {
    console.warn("The page works without its script, which could not start.", error);
  }
};
start();
