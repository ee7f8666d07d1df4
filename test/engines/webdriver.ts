/** A session of W3C WebDriver: JSON over HTTP. */
export class WebDriverSession {
  readonly browserVersion: string;
  readonly #address: string;

  private constructor(address: string, browserVersion: string) {
    this.#address = address;
    this.browserVersion = browserVersion;
  }

  /** At a driver that listens at `origin`. */
  static async start(origin: string, alwaysMatch: object): Promise<WebDriverSession> {
    const { sessionId, capabilities } = await command<{
      sessionId: string;
      capabilities: { browserVersion: string };
    }>('POST', `${origin}/session`, { capabilities: { alwaysMatch } });
    return new WebDriverSession(`${origin}/session/${sessionId}`, capabilities.browserVersion);
  }

  get<T>(path: string): Promise<T> {
    return command('GET', this.#address + path);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return command('POST', this.#address + path, body);
  }

  /** Calls a function in the page and waits for its promise. */
  async call(source: string, args: readonly unknown[]): Promise<unknown> {
    const script = `const done = arguments[1];
      Promise.resolve().then(() => (${source})(...arguments[0])).then(
        (value) => done({ value }),
        (error) => done({ error: String(error) }),
      );`;
    const answer = await this.post<{ value?: unknown; error?: string }>('/execute/async', { script, args: [args] });
    if (answer.error !== undefined) throw new Error(`in the page: ${answer.error}`);
    return answer.value;
  }

  /** Closes the window that is driven. */
  closeWindow(): Promise<void> {
    return command('DELETE', `${this.#address}/window`);
  }

  end(): Promise<void> {
    return command('DELETE', this.#address);
  }
}

async function command<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}
