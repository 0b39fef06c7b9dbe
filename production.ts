// Libraries check less in production; graphql alone costs a tenth more of each request otherwise, and looks when it is
// loaded: this comes before all that could load it.
process.env.NODE_ENV ??= 'production';
