window.ui = SwaggerUIBundle({
  url: 'openapi.yaml',
  dom_id: '#api',
  deepLinking: true,
  tryItOutEnabled: true,
  // Swagger's own service would be asked otherwise.
  validatorUrl: null,
});
