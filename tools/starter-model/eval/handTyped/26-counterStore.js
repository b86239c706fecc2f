const createStore = (initial = 0) => {
  let value = initial;
  const listeners = [];
  const notify = () => listeners.forEach((l) => l(value));

  return {
    get: () => value,
    increment(by = 1) {
      value += by;
      notify();
    },
    reset() {
      value = initial;
      notify();
    },
    subscribe(l) {
      listeners.push(l);
    },
  };
};
