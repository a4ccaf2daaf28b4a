// Freshdesk: the app's requests are made by Freshdesk's server, which has the token.
const client = await globalThis.app.initialized();

export const host = {
  async languages() {
    return [...navigator.languages];
  },

  async call(name, body) {
    try {
      const reply = await client.request.invokeTemplate(name, body ? { body: JSON.stringify(body) } : {});
      return { status: reply.status, body: reply.response ? JSON.parse(reply.response) : null };
    } catch (error) {
      return { status: error.status ?? 0 };
    }
  },

  async ticket() {
    const { ticket } = await client.data.get('ticket');
    return { message: ticket.description_text ?? '', subject: ticket.subject ?? '', ticket: String(ticket.id ?? '') };
  },

  async insert(piece) {
    await client.interface.trigger('setValue', { id: 'editor', text: piece.html });
    return true;
  },

  whenOpened: (read) => client.events.on('app.activated', read),
};
