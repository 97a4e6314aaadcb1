/** The environment as the process was given it. */
export const environment: Readonly<Record<string, string | undefined>> = { ...process.env }

// The driver reads variables by itself, some as soon as it is loaded; every setting reaches it by way of config.ts, or not at all.
// The composition root loads this first.
for (const name of Object.keys(process.env)) if (/^(NODE_)?PG/.test(name)) Reflect.deleteProperty(process.env, name)
