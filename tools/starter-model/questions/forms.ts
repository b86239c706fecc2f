/**
 * Questions about a command or setting. `do` is what one wants to do, `title` its title in the palette or its full name
 * in the settings. Those of `heldOut` are never trained on.
 */
interface Forms {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

export const doForms: Forms = {
  train: [
    'how do I {do}?',
    'how can I {do}?',
    'I want to {do}',
    'can I {do}?',
    '{do}',
    'where can I {do}?',
    'how to {do}',
    'is there a way to {do}?',
    'can you {do}?',
    'I would like to {do}',
    'which command lets me {do}?',
    'what must I do to {do}?',
    'how does one {do}?',
    'is it possible to {do}?',
  ],
  heldOut: [
    'what is the way to {do}?',
    'please tell me how to {do}',
    'help me {do}',
    'how would I {do}?',
    'show me how to {do}',
  ],
};

export const commandForms: Forms = {
  train: [
    'what does {title} do?',
    'what is {title} for?',
    'what is the command {title}?',
    'how do I use {title}?',
    '{title}',
    'tell me about {title}',
    'what happens when I run {title}?',
    'what is "{title}"?',
    'where is {title}?',
  ],
  heldOut: ['explain the command {title}', 'when would I use {title}?', 'what can I do with {title}?'],
};

export const settingForms: Forms = {
  train: [
    'what does {title} do?',
    'what is {title}?',
    'what is `{title}`?',
    'what is the setting {title} for?',
    'how do I set {title}?',
    '{title}',
    'tell me about {title}',
    'what does the setting {title} mean?',
    'which values can {title} have?',
    'what is the default of {title}?',
  ],
  heldOut: ['explain the setting {title}', 'what happens if I change {title}?', 'describe {title}'],
};
