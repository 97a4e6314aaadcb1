const darkScheme = matchMedia('(prefers-color-scheme: dark)')
const followScheme = () => document.documentElement.classList.toggle('dark-mode', darkScheme.matches)
darkScheme.addEventListener('change', followScheme)
followScheme()

const root = new URL('..', document.currentScript.src)

// oxlint-disable-next-line new-cap -- the name that Swagger UI gives itself
SwaggerUIBundle({
  url: new URL('openapi.json', root).href,
  dom_id: '#api',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  // Nothing is sent to anybody else, not even to have the description validated.
  validatorUrl: null,
})
