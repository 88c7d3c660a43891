using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Unseen.Web.Hosting;

/// <summary>The addresses that a service listens on.</summary>
internal static class Listening
{
    /// <summary>Resolves a host to addresses.</summary>
    /// <param name="host">an address, or a name that this machine can resolve</param>
    /// <exception cref="ServiceException">The host is neither an address nor a name that can be resolved.</exception>
    public static IPAddress[] Resolve(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return [address];
        try
        {
            return Dns.GetHostAddresses(host) is { Length: > 0 } found ? [.. found.Distinct()] : throw Unknown(null);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw Unknown(exception);
        }

        ServiceException Unknown(Exception? inner) => new(
            $"The host '{host}' is not an address of this machine, or a name that resolves to one. Use 127.0.0.1 to "
            + "serve this machine only, 0.0.0.0 for all its IPv4 addresses, or :: for all addresses.", inner);
    }

    /// <summary>Listens on addresses.</summary>
    /// <param name="kestrel">the server</param>
    /// <param name="addresses">the addresses to listen on</param>
    /// <param name="port">port, 0 for a free one</param>
    /// <param name="certificate">the certificate for HTTPS, if the service has one</param>
    public static void Configure(
        KestrelServerOptions kestrel, IPAddress[] addresses, int port, CertificateSource certificate)
    {
        foreach (var address in addresses)
            kestrel.Listen(address, port, listen =>
            {
                if (certificate.IsInUse)
                    listen.UseHttps(new TlsHandshakeCallbackOptions
                    {
                        OnConnection = _ => ValueTask.FromResult(
                            new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
                    });
            });
    }

    /// <summary>Replaces wildcard addresses, such as http://0.0.0.0:5080, with the addresses of the network interfaces.
    /// Addresses that only this machine can reach come last.</summary>
    /// <param name="urls">the addresses that a service listens on</param>
    public static IReadOnlyList<string> Reachable(IEnumerable<string> urls)
    {
        return [.. urls.SelectMany(Expand).Distinct()];

        static IEnumerable<string> Expand(string url)
        {
            var uri = new UriBuilder(url);
            if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var any)
                || !(any.Equals(IPAddress.Any) || any.Equals(IPAddress.IPv6Any)))
                return [url];
            // [::] receives IPv4 connections too.
            var isForAll = any.AddressFamily == AddressFamily.InterNetworkV6;
            return NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
                .Where(address => !address.IsIPv6LinkLocal
                    && (isForAll || address.AddressFamily == AddressFamily.InterNetwork))
                .OrderBy(IPAddress.IsLoopback).ThenBy(address => address.AddressFamily)
                .Select(address => $"{uri.Scheme}://{new IPEndPoint(address, uri.Port)}").DefaultIfEmpty(url);
        }
    }

    /// <summary>Creates an exception that explains why a service cannot listen; null if the exception has another
    /// cause.</summary>
    public static ServiceException? Explain(Exception exception, string host, int port)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                return new ServiceException($"Port {port} of {host} is in use by another program. Choose another "
                    + "--port, or 0 for a free one.", exception);
            else if (cause is SocketException { SocketErrorCode: SocketError.AccessDenied })
                return new ServiceException($"Port {port} of {host} needs a permission that this user does not have. "
                    + "Choose a --port of 1024 or above.", exception);
            else if (cause is SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
                return new ServiceException($"{host} is not an address of this machine. Choose another --host.",
                    exception);
            else if (cause is SocketException socket)
                return new ServiceException($"Port {port} of {host} cannot be listened on: {socket.Message}.",
                    exception);
        return null;
    }
}
