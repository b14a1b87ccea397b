// The certified provider (oidc-provider) on a port of this machine, with the people of a file that is read at every sign-in.
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const asked = JSON.parse(process.env.MODU_TRIAL_PROVIDER);
const people = () => JSON.parse(readFileSync(asked.people, 'utf8'));

// Pages of our own: those of the library ask for fonts elsewhere.
const page = (ctx, body) => {
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="en"><title>Provider</title><body>${body}</body></html>`;
};

const provider = new Provider(asked.issuer, {
  clients: [{
    client_id: asked.client,
    client_secret: asked.secret,
    redirect_uris: [`${asked.portal}/sign-in/from/certified`],
    post_logout_redirect_uris: [`${asked.portal}/sign-in/left`],
    backchannel_logout_uri: `${asked.portal}/sign-in/ended/certified`,
    backchannel_logout_session_required: true,
  }],
  // By itself it speaks to no address of this machine, where the portal of the tests is.
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'email', 'groups'],
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => page(ctx, `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`),
      postLogoutSuccessSource: (ctx) => page(ctx, 'Sign-out Success'),
    },
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  renderError: (ctx, out) => page(ctx, `Error ${out.error}`),
  async findAccount(ctx, id) {
    const claims = people()[id];
    return claims && { accountId: id, claims: async () => ({ sub: id, preferred_username: id, ...claims }) };
  },
  // The people of the file have agreed already: the second page of every sign-in is not what is tried here.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email groups');
    await grant.save();
    return grant;
  },
});
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  if (ctx.method === 'GET') {
    return page(ctx, '<form method="post"><input name="login"><input name="password" type="password"><button type="submit">Sign-in</button></form>');
  }
  let body = '';
  for await (const part of ctx.req) body += part;
  const login = new URLSearchParams(body).get('login');
  return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: login } }).then(() => { ctx.respond = false; });
});
provider.on('server_error', (ctx, fault) => console.error(fault));
provider.on('backchannel.error', (ctx, fault) => console.error('backchannel', fault));
provider.listen(asked.port, '127.0.0.1');
