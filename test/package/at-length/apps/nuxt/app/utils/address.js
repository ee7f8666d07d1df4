/** Where the chat is: the address of the page says it. Asked for in a browser only. */
export const addressOf = ({ chatId }) => {
  const { gateway, token } = Object.fromEntries(new URLSearchParams(location.search));
  return `${gateway}/api/v1/chats/${chatId}/ws?token=${token}`;
};
