const unimplemented = (name: string): never => {
  throw new Error(`URL.${name} is not implemented`);
};

/** A `URL` as React Native's older one: it checks and normalises nothing, sets nothing, and of most it knows nothing. */
export class BareUrl {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text.endsWith('/') ? text : `${text}/`;
  }

  get href(): string {
    return this.#text;
  }

  get protocol(): string {
    return unimplemented('protocol');
  }

  get host(): string {
    return unimplemented('host');
  }

  get hostname(): string {
    return unimplemented('hostname');
  }

  get pathname(): string {
    return unimplemented('pathname');
  }

  get search(): string {
    return unimplemented('search');
  }

  get username(): string {
    return unimplemented('username');
  }

  get password(): string {
    return unimplemented('password');
  }
}

/** A `URL` as React Native's newer one: of a `ws:` address it knows no host. */
export class HostlessUrl extends BareUrl {
  override get protocol(): string {
    return /^[^:]*:/.exec(this.href)?.[0] ?? '';
  }

  override get host(): string {
    return /^https?:\/\/([^/]*)/.exec(this.href)?.[1] ?? '';
  }

  override get hostname(): string {
    return this.host.split(':')[0] ?? '';
  }

  override get search(): string {
    return /\?[^#]*/.exec(this.href)?.[0] ?? '';
  }

  override get username(): string {
    return '';
  }

  override get password(): string {
    return '';
  }
}
