/** The environment that the process was started with. */
export const environment: Readonly<Record<string, string | undefined>> = { ...process.env }

// The driver reads variables on its own, some as soon as it is loaded. Removing them here means that settings reach it
// only through config.ts. The composition root loads this module first.
for (const name of Object.keys(process.env)) if (/^(NODE_)?PG/.test(name)) Reflect.deleteProperty(process.env, name)
