"""What people do here, without a screen: each verb takes the person first and checks their right."""
