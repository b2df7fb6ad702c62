// Runs in the browser. `validatorUrl: null` keeps Swagger UI from sending the document to its makers' validator.
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
})
