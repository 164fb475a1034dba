/** What `parseArgs` knows of an option, and what the help says of it. */
export interface Option<Type extends 'string' | 'boolean' = 'string' | 'boolean'> {
  readonly type: Type;
  /** How its value is called in the help; undefined if it takes none. */
  readonly value?: string;
  readonly about: string;
}

export type Options = Readonly<Record<string, Option & { readonly multiple?: boolean }>>;

export function text(value: string, about: string): Option<'string'> {
  return { type: 'string', value, about };
}

/** Makes an option that may be given several times. */
export function texts(value: string, about: string): Option<'string'> & { multiple: true } {
  return { ...text(value, about), multiple: true };
}

/** Makes an option that is there or not. */
export function flag(about: string): Option<'boolean'> {
  return { type: 'boolean', about };
}
